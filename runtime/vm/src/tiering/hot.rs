//! Hot code: compiling it, and patching the ways into what was compiled.

use std::time::Instant;

use taipan_abi::opcodes::code_flags;
use taipan_abi::request::{CompileRequest, EntryRequest};
use taipan_abi::unit::EntryKind;

use super::entry;
use super::snapshot::{self, Snapshot};
use super::state::{COMPILE_LIMIT, Installed, NEVER};
use super::unit::Unit as NativeUnit;
use super::{Tiering, invariants};
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::interpreter::code_units::Unit;
use crate::interpreter::dispatch::{dispatch, handler};
use crate::interpreter::frame::Frame;
use crate::interpreter::ops::{branch, stack};
use crate::object::types::NativeType;
use crate::thread::Thread;

/// How often native code whose time has not come is asked for before the compiler is.
const PATIENCE: u64 = 4;

/// Code whose generator objects tier 0 makes: it is entered behind suspensions only.
const GENERATORS: u32 = code_flags::GENERATOR | code_flags::COROUTINE | code_flags::ASYNC_GENERATOR;

handler! {
    /// A function (or a generator behind a suspension) ran as often as it takes.
    #[cold]
    #[inline(never)]
    fn function(t, pc, sp, fp) {
        (*fp).pc = pc;
        (*fp).sp = sp;
        let again = compile_function(t, &*(*fp).code, Some((&*(*fp).globals, &*(*fp).builtins)), asked(pc));
        // The instruction may be another one now.
        if (*pc).a == entry::resume_generator as *const () as usize as u64 {
            return dispatch(t, pc, sp, fp);
        }
        rearm(t, pc, again);
        dispatch(t, pc.add(2), sp, fp)
    }
}

handler! {
    /// A loop ran as often as it takes.
    #[cold]
    #[inline(never)]
    fn looped(t, pc, sp, fp) {
        (*fp).pc = pc;
        (*fp).sp = sp;
        let again = compile_loop(t, pc, fp);
        if (*pc).a == entry::enter_loop as *const () as usize as u64 {
            return dispatch(t, pc, sp, fp);
        }
        rearm(t, pc, again);
        branch::jump(t, pc, sp, fp)
    }
}

/// An instruction that asked counts down again: in vain, to when it is worth while to ask the next time; else, in case
/// that what it got is cut off, as it did at first.
unsafe fn rearm(t: &Thread, pc: *const Unit, answer: Result<(), u64>) {
    // SAFETY: the instruction has a cache unit, whose second word counts how often it asked.
    unsafe {
        let cache = &mut *(pc.add(1) as *mut Unit);
        match answer {
            Ok(()) => (cache.a, cache.b) = (t.interp().tiering.first_count(false), 0),
            Err(count) => (cache.a, cache.b) = (count, cache.b + 1),
        }
    }
}

/// How often a counting instruction has asked for compiled code before.
unsafe fn asked(pc: *const Unit) -> u64 {
    // SAFETY: as in `rearm`.
    unsafe { (*pc.add(1)).b }
}

/// A code object is about to run for the first time: with a threshold of 0 it is compiled before.
pub fn first_run(code: &Code) {
    let Some(t) = Thread::try_current() else { return };
    let tiering = &t.interp().tiering;
    if tiering.hook().is_some() && tiering.native().is_none() && tiering.call_threshold == 0 {
        let _ = compile_function(t, code, None, 0);
    }
}

/// A unit for an entry, from the executable or the compiler. The error says after how many calls or rounds to ask again.
fn obtain(
    t: &Thread,
    code: &Code,
    namespaces: Option<(&Dict, &Dict)>,
    wanted: EntryRequest,
    asked: u64,
) -> Result<&'static NativeUnit, u64> {
    let tiering: &'static Tiering = &t.interp().tiering;
    if let Some(native) = tiering.native() {
        tiering.sweep(t, &code.tier);
        match native.install(t, code, namespaces.map(|n| n.0), wanted, asked) {
            Installed::Unit(unit) => {
                tiering.stats.installed.set(tiering.stats.installed.get() + 1);
                // SAFETY: it was put into place just now; as for compiled ones.
                return Ok(unsafe { &*unit });
            }
            Installed::Later(count) if tiering.hook().is_none() || asked < PATIENCE => return Err(count),
            Installed::Never if asked == 0 => {
                return Err(tiering.compile_count(matches!(wanted, EntryRequest::Loop(_))));
            }
            Installed::Later(_) | Installed::Never => {}
        }
    }
    match tiering.hook() {
        Some(_) => compile(t, code, namespaces, wanted).ok_or(NEVER),
        None => Err(NEVER),
    }
}

/// Compiles, loads and registers a unit; None where the compiler refuses.
fn compile(
    t: &Thread,
    code: &Code,
    namespaces: Option<(&Dict, &Dict)>,
    wanted: EntryRequest,
) -> Option<&'static NativeUnit> {
    let tiering: &'static Tiering = &t.interp().tiering;
    tiering.sweep(t, &code.tier);
    if code.tier.compiles() >= COMPILE_LIMIT {
        return None;
    }
    let begun = Instant::now();
    let Snapshot { request, codes, .. } =
        snapshot::take(t, code, namespaces.map(|n| n.0), namespaces.map(|n| n.1), wanted);
    let made = build(t, &request, &codes);
    let spent = begun.elapsed().as_nanos() as u64;
    tiering.stats.compile_nanoseconds.set(tiering.stats.compile_nanoseconds.get() + spent);
    match made {
        Ok((unit, invariants)) => {
            tiering.stats.compiled.set(tiering.stats.compiled.get() + 1);
            tiering.stats.code_bytes.set(tiering.stats.code_bytes.get() + unit.loaded.size as u64);
            let unit = code.tier.add(unit);
            // SAFETY: the words of the invariants come from the request, and nothing ran since; the unit lives until it
            // is swept, which forgets it first. Callers use it at once only.
            unsafe {
                invariants::watch_all(t, unit, &invariants);
                if let Some(recorder) = tiering.recorder() {
                    recorder.loaded(t, code, &request, unit);
                }
                Some(&*unit)
            }
        }
        Err(refusal) => {
            let name = crate::builtins::str::lossy(&code.qualname);
            tiering.stats.refused.borrow_mut().push((name, refusal));
            None
        }
    }
}

type Made = (Box<NativeUnit>, Vec<taipan_abi::unit::Invariant>);

fn build(
    t: &Thread,
    request: &CompileRequest,
    codes: &[crate::object::value::Ref<Code>],
) -> Result<Made, taipan_abi::unit::Refusal> {
    use taipan_abi::unit::{Refusal, RefusalReason};
    let hook = t.interp().tiering.hook().ok_or_else(|| Refusal::new(RefusalReason::NotWorthIt, "no compiler"))?;
    let compiled = hook.compile(request)?;
    let constants = NativeUnit::constants(&compiled, codes)
        .ok_or_else(|| Refusal::new(RefusalReason::Backend, "a constant that is not there"))?;
    let words: Vec<u64> = constants.iter().map(|c| c.value().bits()).collect();
    let loaded = hook.load(&compiled, &words)?;
    let invariants = compiled.invariants.clone();
    Ok((NativeUnit::new(compiled, loaded, constants, codes), invariants))
}

/// Compiles a function as a whole and puts it into place. The error says when to ask again.
fn compile_function(t: &Thread, code: &Code, namespaces: Option<(&Dict, &Dict)>, asked: u64) -> Result<(), u64> {
    let is_generator = code.flags & GENERATORS != 0;
    let found = code.tier.find(|u| u.entry(EntryKind::Start).is_some());
    let unit = match found {
        // SAFETY: valid units of a live code object are in place.
        Some(unit) => unsafe { &*unit },
        None => obtain(t, code, namespaces, EntryRequest::Function, asked)?,
    };
    if !is_generator {
        if unit.entries.first() == Some(&EntryKind::Start) {
            code.entry.set(unit.loaded.entry);
        }
        return Ok(());
    }
    // The instructions behind suspensions, and behind the making of the generator, enter it.
    let decoded = code.decoded();
    for (number, kind) in unit.entries.iter().enumerate() {
        let EntryKind::Resume(at) = *kind else { continue };
        let mut place = code.unit_at(at as usize) as *mut Unit;
        let resume = [stack::resume as *const () as usize as u64, entry::resume_generator as *const () as usize as u64];
        // SAFETY: within the code's units; a generator begins with POP_TOP, then RESUME.
        unsafe {
            let end = decoded.units.as_ptr().add(decoded.units.len()) as *mut Unit;
            if (*place).a == stack::pop_top as *const () as usize as u64 && place.add(2) < end {
                place = place.add(1);
            }
            if (*place).a == resume[0] && place.add(1) < end {
                unit.patch(place, entry::resume_generator, number as u32);
            }
        }
    }
    Ok(())
}

/// Compiles the loop that a backward jump belongs to and lets the jump enter it. The error says when to ask again.
unsafe fn compile_loop(t: &Thread, pc: *const Unit, fp: *mut Frame) -> Result<(), u64> {
    // SAFETY: the frame is live and its code's units are the ones that run.
    unsafe {
        let code = &*(*fp).code;
        let target = pc.offset((*pc).b as i64 as isize);
        let at = code.code_unit_of(target) as u32;
        let _alive = code.to_ref();
        let kind = EntryKind::Loop(at);
        let unit = match code.tier.find(|u| u.entry(kind).is_some()) {
            Some(unit) => &*unit,
            None => {
                let namespaces = Some((&*(*fp).globals, &*(*fp).builtins));
                obtain(t, code, namespaces, EntryRequest::Loop(at), asked(pc))?
            }
        };
        if let Some(number) = unit.entry(kind) {
            unit.patch(pc as *mut Unit, entry::enter_loop, number);
            return Ok(());
        }
        Err(NEVER)
    }
}
