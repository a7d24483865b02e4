//! A stand-in for the runtime: helpers that record their calls, a thread, a VM stack and objects, as bytes laid out
//! as the runtime's are. Records are the test thread's own.
#![allow(unsafe_code)]

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use taipan_abi::code::{CodeObject, Constant};
use taipan_abi::helpers::Helper;
use taipan_abi::layout::{ClassId, frame, frame_flag, thread};
use taipan_abi::request::CompileRequest;
use taipan_abi::tier2::{LoadedCode, Tier2};
use taipan_abi::unit::{CompiledUnit, TableEntry};
use taipan_abi::value as word;

use crate::Jit;

/// What a unit returns in these tests after an exit.
pub const LEFT: u64 = word::EXITED;

#[derive(Default)]
pub struct Record {
    /// Number and live values of each exit.
    pub exits: Vec<(u64, Vec<u64>)>,
    /// Helpers called, with their first arguments behind thread and frame, and the frame's call site.
    pub calls: Vec<(Helper, Vec<u64>, u64)>,
    /// What `binary_op` answers; NULL when there is nothing left.
    pub answers: Vec<u64>,
    /// Live values per exit, by the address of the unit's table.
    live: HashMap<u64, Vec<usize>>,
}

thread_local! {
    static RECORD: RefCell<Record> = RefCell::default();
}

/// Looks at what was recorded.
pub fn record<T>(look: impl FnOnce(&mut Record) -> T) -> T {
    RECORD.with_borrow_mut(look)
}

fn read(address: u64, offset: i32) -> u64 {
    // SAFETY: tests hand out addresses of their own buffers alone.
    unsafe { *((address as i64 + offset as i64) as *const u64) }
}

fn site_of(frame: u64) -> u64 {
    // The caller of all is no frame.
    if frame < 0x10000 { 0 } else { read(frame, frame::PC) }
}

/// The frame that the thread is in.
fn current(thread: u64) -> u64 {
    read(thread, thread::FRAME)
}

fn note(helper: Helper, thread: u64, args: &[u64]) {
    let site = site_of(current(thread));
    record(|r| r.calls.push((helper, args.to_vec(), site)));
}

extern "C" fn unexpected() -> u64 {
    eprintln!("a helper was called that this test knows nothing of");
    std::process::abort()
}

extern "C" fn exit(_thread: u64, _frame: u64, table: u64, number: u64, live: u64) -> u64 {
    record(|r| {
        let count = r.live.get(&table).and_then(|counts| counts.get(number as usize)).copied();
        let count = count.expect("an exit of a loaded unit");
        let values = (0..count).map(|i| read(live, 8 * i as i32)).collect();
        r.exits.push((number, values));
    });
    LEFT
}

extern "C" fn stack_overflow(thread: u64, _frame: u64, count: u64) -> u64 {
    note(Helper::StackOverflow, thread, &[count]);
    word::NULL
}

extern "C" fn traceback_here(thread: u64, frame: u64) -> i32 {
    record(|r| r.calls.push((Helper::TracebackHere, vec![], site_of(frame))));
    let _ = thread;
    0
}

extern "C" fn box_big_int(thread: u64, value: u64) -> u64 {
    note(Helper::BoxBigInt, thread, &[value]);
    object(&[value])
}

extern "C" fn box_heap_float(thread: u64, value: f64) -> u64 {
    note(Helper::BoxHeapFloat, thread, &[value.to_bits()]);
    word::encode_float(value).unwrap_or_else(|| object(&[value.to_bits()]))
}

extern "C" fn give_up(thread: u64, value: u64) -> i32 {
    note(Helper::GiveUp, thread, &[value]);
    0
}

extern "C" fn binary_op(thread: u64, a: u64, b: u64, op: u64) -> u64 {
    note(Helper::BinaryOp, thread, &[a, b, op]);
    record(|r| if r.answers.is_empty() { word::NULL } else { r.answers.remove(0) })
}

extern "C" fn build_list(thread: u64, items: u64, count: u64) -> u64 {
    let items: Vec<u64> = (0..count).map(|i| read(items, 8 * i as i32)).collect();
    note(Helper::BuildList, thread, &items);
    object(&[])
}

extern "C" fn new_range_iterator(thread: u64, current: u64, step: u64, remaining: u64) -> u64 {
    note(Helper::NewRangeIterator, thread, &[current, step, remaining]);
    object(&[current, step, remaining])
}

extern "C" fn is_true(thread: u64, value: u64) -> i32 {
    note(Helper::IsTrue, thread, &[value]);
    match value {
        word::NOT_IMPLEMENTED => -1,
        _ => (value == word::TRUE) as i32,
    }
}

extern "C" fn caught_exception(thread: u64) -> u64 {
    note(Helper::CaughtException, thread, &[]);
    word::ELLIPSIS
}

fn helpers() -> Vec<usize> {
    let mut out = vec![unexpected as *const () as usize; Helper::ALL.len()];
    let known: [(Helper, *const ()); 11] = [
        (Helper::Exit, exit as *const ()),
        (Helper::StackOverflow, stack_overflow as *const ()),
        (Helper::TracebackHere, traceback_here as *const ()),
        (Helper::BoxBigInt, box_big_int as *const ()),
        (Helper::BoxHeapFloat, box_heap_float as *const ()),
        (Helper::GiveUp, give_up as *const ()),
        (Helper::BinaryOp, binary_op as *const ()),
        (Helper::BuildList, build_list as *const ()),
        (Helper::NewRangeIterator, new_range_iterator as *const ()),
        (Helper::IsTrue, is_true as *const ()),
        (Helper::CaughtException, caught_exception as *const ()),
    ];
    for (helper, address) in known {
        out[helper as usize] = address as usize;
    }
    out
}

/// A compiler whose helpers are these.
pub fn jit() -> Jit {
    Jit::new(&helpers()).expect("an arena")
}

#[repr(align(16))]
struct Object(#[expect(dead_code, reason = "read through its address")] [u64; 8]);

/// An object with one reference, no class, and these words behind its header. Lives until the process ends.
pub fn object(words: &[u64]) -> u64 {
    let mut data = [0; 8];
    data[0] = 1;
    data[2..2 + words.len()].copy_from_slice(words);
    Box::leak(Box::new(Object(data))) as *const Object as u64
}

pub fn refcount(object: u64) -> u32 {
    read(object, 0) as u32
}

pub fn set_word(object: u64, offset: i32, value: u64) {
    // SAFETY: the object is one of [`object`]'s, and nobody else looks at it now.
    unsafe { *((object as i64 + offset as i64) as *mut u64) = value };
}

pub fn get_word(object: u64, offset: i32) -> u64 {
    read(object, offset)
}

/// The address of a builtin class's stand-in.
pub fn class(class: ClassId) -> u64 {
    0x1000 + 0x100 * class as u64
}

/// A loaded unit.
pub struct Loaded {
    pub unit: CompiledUnit,
    pub code: LoadedCode,
}

/// A thread with its stack, and a compiler.
pub struct World {
    pub jit: Jit,
    thread: Box<[u64; 32]>,
    stack: Vec<u64>,
}

impl World {
    pub fn new() -> World {
        World::with_jit(jit())
    }

    pub fn with_jit(jit: Jit) -> World {
        record(|r| *r = Record::default());
        let mut world = World { jit, thread: Box::new([0; 32]), stack: vec![0; 1 << 16] };
        let start = world.stack.as_ptr() as u64;
        world.set_thread(thread::STACK_END, start + 8 * ((1 << 16) - 64));
        world.set_thread(thread::STACK_BASE, start);
        world
    }

    pub fn thread(&self) -> u64 {
        self.thread.as_ptr() as u64
    }

    pub fn set_thread(&mut self, offset: i32, value: u64) {
        self.thread[offset as usize / 8] = value;
    }

    pub fn get_thread(&self, offset: i32) -> u64 {
        read(self.thread(), offset)
    }

    /// The thread's breaker, for other threads to write.
    pub fn breaker(&self) -> &'static std::sync::atomic::AtomicU32 {
        let place = (self.thread() as i64 + thread::BREAKER as i64) as *const std::sync::atomic::AtomicU32;
        // SAFETY: aligned, and the test that asks keeps the world alive as long as it uses it.
        unsafe { &*place }
    }

    /// The first frame on the stack.
    pub fn frame(&self) -> u64 {
        self.stack.as_ptr() as u64
    }

    pub fn local(&self, index: i32) -> u64 {
        read(self.frame(), frame::SIZE + 8 * index)
    }

    pub fn load(&self, unit: CompiledUnit, code: Option<&Arc<CodeObject>>) -> Loaded {
        let table: Vec<u64> = unit.table.iter().map(|entry| entry_word(entry, code)).collect();
        let code = self.jit.load(&unit, &table).expect("room");
        set_word(code.table as u64, 0, 1);
        let live = unit.exits.iter().map(|e| e.live.len()).collect();
        record(|r| r.live.insert(code.table as u64, live));
        Loaded { unit, code }
    }

    pub fn compile(&self, request: &CompileRequest) -> Loaded {
        let unit = self.jit.compile(request).expect("compiles");
        self.load(unit, request.functions.first().map(|f| &f.code))
    }

    /// Enters a unit with words in localsplus.
    pub fn enter(&mut self, loaded: &Loaded, depth: i64, entry: u32, locals: &[u64]) -> u64 {
        let base = self.frame();
        set_word(base, frame::PREV, 0x5550);
        set_word(base, frame::FUNCTION, 0x6660);
        set_word(base, frame::PC, 0x7777);
        set_word(base, frame::LOCALS, word::NULL);
        set_word(base, frame::OBJECT, word::NULL);
        set_word(base, frame::FLAGS, frame_flag::COMPILED as u64);
        for (i, &local) in locals.iter().enumerate() {
            set_word(base, frame::SIZE + 8 * i as i32, local);
        }
        // SAFETY: the unit was loaded from code that this crate made, and has this signature.
        let code = unsafe { std::mem::transmute::<usize, extern "C" fn(u64, u64, i64, u32) -> u64>(loaded.code.entry) };
        code(self.thread(), base, depth, entry)
    }

    /// Calls a function from its start.
    pub fn call(&mut self, loaded: &Loaded, args: &[u64]) -> u64 {
        self.enter(loaded, 1000, 0, args)
    }
}

fn entry_word(entry: &TableEntry, code: Option<&Arc<CodeObject>>) -> u64 {
    match entry {
        TableEntry::Object(word) => *word,
        TableEntry::Class(id) => class(*id),
        TableEntry::Shape(shape) => u64::from(*shape),
        TableEntry::CodeConstant { index, .. } => match code.map(|c| &c.consts[*index as usize]) {
            Some(Constant::Int(n)) => word::encode_int(*n).expect("a small int"),
            Some(Constant::Float(d)) => word::encode_float(*d).expect("a plain float"),
            _ => object(&[]),
        },
        TableEntry::Name { .. } | TableEntry::LocalName { .. } => object(&[]),
    }
}

pub fn int(value: i64) -> u64 {
    word::encode_int(value).expect("a small int")
}

pub fn float(value: f64) -> u64 {
    word::encode_float(value).expect("a plain float")
}
