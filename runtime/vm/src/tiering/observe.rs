//! What a frame looks like from outside, compiled or not.
//!
//! Compiled code stores the number of a call site before anything that may look at frames, and puts
//! locals whose place is the frame there; the site says which, and in what form.

use taipan_abi::exits::{CallSite, LiveKind, LocalPlace};

use super::unit::Unit;
use crate::builtins::{float, int};
use crate::interpreter::frame::{Frame, frame_flag};
use crate::object::value::{Obj, Value};
use crate::thread::Thread;

/// The unit whose code runs in a frame with the compiled flag.
///
/// # Safety
/// The frame is live and has the flag.
pub unsafe fn unit_of<'a>(fp: *const Frame) -> &'a Unit {
    // SAFETY: compiled code puts the address of its table there before anything else.
    unsafe { Unit::of_table((*fp).sp as usize) }
}

/// The call site a compiled frame is at.
unsafe fn site<'a>(fp: *const Frame) -> Option<&'a CallSite> {
    // SAFETY: as promised by the callers.
    unsafe { unit_of(fp).sites.get((*fp).pc as usize) }
}

/// The 16-bit code unit a compiled frame is at.
///
/// # Safety
/// The frame is live and has the compiled flag.
pub unsafe fn code_unit(fp: *const Frame) -> usize {
    // SAFETY: as promised.
    unsafe { site(fp) }.map_or(0, |site| site.at as usize)
}

/// What a word of localsplus holds, in any live frame; cells as they are.
///
/// # Safety
/// The frame is live and has that many words.
pub unsafe fn local(fp: *mut Frame, index: usize) -> Option<Obj> {
    // SAFETY: as promised; words that are looked at are values or absent.
    unsafe {
        if (*fp).flags & frame_flag::COMPILED == 0 {
            return present(*Frame::local(fp, index));
        }
        let place = *site(fp)?.locals.get(index)?;
        match place {
            LocalPlace::Frame(LiveKind::Word) => present(*Frame::local(fp, index)),
            LocalPlace::Frame(kind) => Some(from_raw((*Frame::local(fp, index)).bits(), kind)),
            LocalPlace::Immediate(word) => present(Value::from_bits(word)),
            LocalPlace::Constant(entry) => present(unit_of(fp).table_word(entry)),
            LocalPlace::Int(value) => Some(from_raw(value as u64, LiveKind::I64)),
            LocalPlace::Float(bits) => Some(from_raw(bits, LiveKind::F64)),
        }
    }
}

unsafe fn present(word: Value) -> Option<Obj> {
    // SAFETY: a word that is neither is a value somebody owns.
    if word.is_unbound() || word.is_null() { None } else { Some(unsafe { word.to_obj() }) }
}

/// A number in raw form as an object; a word stands for itself, borrowed.
pub fn from_raw(raw: u64, kind: LiveKind) -> Obj {
    let t = Thread::current();
    let made = match kind {
        LiveKind::I64 => int::from_i64(t, raw as i64),
        LiveKind::F64 => float::from_f64(t, f64::from_bits(raw)),
        LiveKind::Bool => return Obj::from_bool(raw & 1 != 0),
        // SAFETY: a live word is a value.
        LiveKind::Word => return unsafe { Value::from_bits(raw).to_obj() },
    };
    // A frame can not be taken apart half-way for want of sixteen bytes.
    made.unwrap_or_else(|_| std::alloc::handle_alloc_error(std::alloc::Layout::new::<[u64; 4]>()))
}
