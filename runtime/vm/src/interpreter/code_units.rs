//! The interpreter's form of a code object: direct-threaded units.
//!
//! Every instruction becomes one [`Unit`]: the address of its handler and its argument, with
//! `EXTENDED_ARG` folded in, jumps turned into distances in units and constants into their words.
//! Inline caches follow their instruction as units of two words each. A handler may replace itself by
//! a specialised one; the original opcode is found again through the code object's bytes.

use taipan_abi::opcodes::Op;

use super::frame::Frame;
use super::handlers;
use crate::builtins::code::Code;
use crate::object::value::Value;
use crate::thread::Thread;

/// Runs one instruction and goes on to the next. Returns the value that leaves the loop.
pub type Handler = unsafe extern "C" fn(&Thread, *const Unit, *mut Value, *mut Frame) -> Value;

/// An instruction, or two words of its inline cache.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Unit {
    /// A [`Handler`], or a cache word.
    pub a: u64,
    /// The argument, or a cache word.
    pub b: u64,
}

impl Unit {
    #[inline(always)]
    pub fn handler(&self) -> Handler {
        // SAFETY: the first word of an instruction is always a handler's address.
        unsafe { std::mem::transmute::<usize, Handler>(self.a as usize) }
    }
}

/// A range protected by an exception handler, in units.
#[derive(Clone, Copy, Debug)]
pub struct Protected {
    pub start: u32,
    pub end: u32,
    pub target: u32,
    /// Operand stack height at the handler.
    pub depth: u32,
    /// Push the index of the raising instruction below the exception.
    pub push_lasti: bool,
}

/// A code object in the interpreter's form.
pub struct Decoded {
    pub units: Box<[Unit]>,
    /// The 16-bit code unit each unit stems from.
    pub origins: Box<[u32]>,
    pub protected: Box<[Protected]>,
}

/// How many cache units follow an instruction.
pub const fn cache_units(op: Op) -> usize {
    match op {
        Op::LOAD_ATTR => 3,
        Op::STORE_ATTR => 2,
        Op::CALL | Op::CALL_KW => 2,
        Op::BINARY_OP | Op::COMPARE_OP | Op::LOAD_GLOBAL | Op::FOR_ITER | Op::SEND | Op::TO_BOOL => 1,
        Op::POP_JUMP_IF_FALSE | Op::POP_JUMP_IF_TRUE | Op::POP_JUMP_IF_NONE | Op::POP_JUMP_IF_NOT_NONE => 1,
        Op::STORE_SUBSCR
        | Op::JUMP_BACKWARD
        | Op::RESUME
        | Op::UNPACK_SEQUENCE
        | Op::CONTAINS_OP
        | Op::LOAD_SUPER_ATTR => 1,
        _ => 0,
    }
}

/// Decodes. Bytecode that is not well formed becomes an instruction that raises SystemError.
pub fn decode(code: &Code) -> Decoded {
    let bytes = code.bytecode();
    let count = bytes.len() / 2;
    // First pass: where each code unit's instruction comes to lie.
    let mut place = vec![u32::MAX; count + 1];
    let mut units = 0u32;
    let mut at = 0;
    let mut pending_extended = None;
    while at < count {
        let op = Op::from_number(bytes[2 * at]);
        if op == Some(Op::EXTENDED_ARG) {
            pending_extended.get_or_insert(at);
            place[at] = units;
            at += 1;
            continue;
        }
        pending_extended = None;
        place[at] = units;
        units += 1 + op.map_or(0, |op| cache_units(op) as u32);
        at += 1 + op.map_or(0, Op::caches);
    }
    let _ = pending_extended;
    place[count] = units;
    let target_of = |unit: i64| -> u64 {
        usize::try_from(unit).ok().and_then(|u| place.get(u)).copied().filter(|&p| p != u32::MAX).unwrap_or(0) as u64
    };

    let mut out: Vec<Unit> = Vec::with_capacity(units as usize + 1);
    let mut origins: Vec<u32> = Vec::with_capacity(units as usize + 1);
    let counts = Thread::try_current().map_or((0, 0), |t| {
        let tiering = &t.interp().tiering;
        (tiering.first_count(false), tiering.first_count(true))
    });
    let mut extended = 0u32;
    at = 0;
    while at < count {
        let (number, low) = (bytes[2 * at], bytes[2 * at + 1] as u32);
        let arg = extended << 8 | low;
        let Some(op) = Op::from_number(number) else {
            out.push(Unit { a: handlers::unknown as *const () as usize as u64, b: number as u64 });
            origins.push(at as u32);
            extended = 0;
            at += 1;
            continue;
        };
        if op == Op::EXTENDED_ARG {
            extended = arg;
            at += 1;
            continue;
        }
        extended = 0;
        let caches = cache_units(op);
        let next_unit = (at + 1 + op.caches()) as i64;
        let here = out.len() as i64;
        let argument = match op {
            Op::LOAD_CONST => code.constant(arg as usize).bits(),
            Op::JUMP_BACKWARD | Op::JUMP_BACKWARD_NO_INTERRUPT | Op::END_ASYNC_FOR => {
                (target_of(next_unit - arg as i64) as i64 - here) as u64
            }
            Op::JUMP_FORWARD
            | Op::FOR_ITER
            | Op::SEND
            | Op::POP_JUMP_IF_FALSE
            | Op::POP_JUMP_IF_TRUE
            | Op::POP_JUMP_IF_NONE
            | Op::POP_JUMP_IF_NOT_NONE => (target_of(next_unit + arg as i64) as i64 - here) as u64,
            _ => arg as u64,
        };
        out.push(Unit { a: handlers::table(op, arg) as usize as u64, b: argument });
        origins.push(at as u32);
        let first = match op {
            Op::RESUME => counts.0,
            Op::JUMP_BACKWARD => counts.1,
            _ => 0,
        };
        for i in 0..caches {
            out.push(Unit { a: if i == 0 { first } else { 0 }, b: 0 });
            origins.push(at as u32);
        }
        at += 1 + op.caches();
    }
    // Running off the end is an error of whoever made the bytecode.
    out.push(Unit { a: handlers::unknown as *const () as usize as u64, b: 0 });
    origins.push(count as u32);
    let protected = code
        .exception_entries()
        .map(|e| Protected {
            start: place.get(e.start).copied().unwrap_or(0),
            end: place.get(e.end).copied().unwrap_or(0),
            target: target_of(e.target as i64) as u32,
            depth: e.depth as u32,
            push_lasti: e.push_lasti,
        })
        .collect();
    Decoded { units: out.into_boxed_slice(), origins: origins.into_boxed_slice(), protected }
}
