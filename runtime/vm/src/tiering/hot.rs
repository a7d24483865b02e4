//! Hot code: compiling it, and patching the ways into what was compiled.

use std::time::Instant;

use taipan_abi::opcodes::code_flags;
use taipan_abi::request::{CompileRequest, EntryRequest};
use taipan_abi::unit::EntryKind;

use super::entry;
use super::snapshot::{self, Snapshot};
use super::state::{COMPILE_LIMIT, NEVER};
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

/// Code whose generator objects tier 0 makes: it is entered behind suspensions only.
const GENERATORS: u32 = code_flags::GENERATOR | code_flags::COROUTINE | code_flags::ASYNC_GENERATOR;

handler! {
    /// A function (or a generator behind a suspension) ran as often as it takes.
    #[cold]
    #[inline(never)]
    fn function(t, pc, sp, fp) {
        (*fp).pc = pc;
        (*fp).sp = sp;
        compile_function(t, &*(*fp).code, Some((&*(*fp).globals, &*(*fp).builtins)));
        // The instruction may be another one now.
        if (*pc).a == entry::resume_generator as *const () as usize as u64 {
            return dispatch(t, pc, sp, fp);
        }
        rearm(t, pc);
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
        compile_loop(t, pc, fp);
        if (*pc).a == entry::enter_loop as *const () as usize as u64 {
            return dispatch(t, pc, sp, fp);
        }
        rearm(t, pc);
        branch::jump(t, pc, sp, fp)
    }
}

/// An instruction that was compiled in vain does not count again.
unsafe fn rearm(_t: &Thread, pc: *const Unit) {
    // SAFETY: the instruction has a cache unit.
    unsafe { (*(pc.add(1) as *mut Unit)).a = NEVER }
}

/// A code object is about to run for the first time: with a threshold of 0 it is compiled before.
pub fn first_run(code: &Code) {
    let Some(t) = Thread::try_current() else { return };
    let tiering = &t.interp().tiering;
    if tiering.hook().is_some() && tiering.call_threshold == 0 {
        compile_function(t, code, None);
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

/// Compiles a function as a whole and puts it into place.
fn compile_function(t: &Thread, code: &Code, namespaces: Option<(&Dict, &Dict)>) {
    let is_generator = code.flags & GENERATORS != 0;
    let found = code.tier.find(|u| u.entry(EntryKind::Start).is_some());
    let unit = match found {
        // SAFETY: valid units of a live code object are in place.
        Some(unit) => unsafe { &*unit },
        None => match compile(t, code, namespaces, EntryRequest::Function) {
            Some(unit) => unit,
            None => return,
        },
    };
    if !is_generator {
        if unit.entries.first() == Some(&EntryKind::Start) {
            code.entry.set(unit.loaded.entry);
        }
        return;
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
}

/// Compiles the loop that a backward jump belongs to and lets the jump enter it.
unsafe fn compile_loop(t: &Thread, pc: *const Unit, fp: *mut Frame) {
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
                match compile(t, code, namespaces, EntryRequest::Loop(at)) {
                    Some(unit) => unit,
                    None => return,
                }
            }
        };
        if let Some(number) = unit.entry(kind) {
            unit.patch(pc as *mut Unit, entry::enter_loop, number);
        }
    }
}
