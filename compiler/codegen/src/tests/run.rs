//! Functions from Python text, compiled, loaded and run.

use std::sync::Arc;

use taipan_abi::exits::{ExitReason, LiveKind, LocalPlace, Resume, Source};
use taipan_abi::feedback::{Feedback, Site, kind};
use taipan_abi::helpers::Helper;
use taipan_abi::layout::{code, frame, function, thread};
use taipan_abi::opcodes::Op;
use taipan_abi::request::{CompileRequest, EntryRequest, Fact, ObjectFact};
use taipan_abi::tier2::Tier2;
use taipan_abi::value as word;

use super::runtime::{LEFT, World, float, get_word, int, object, record, refcount, set_word};
use super::source::request;

const SUM: &str = "
def f(n):
    s = 0
    i = 0
    while i < n:
        s = s + i * i
        i = i + 1
    return s
";

#[test]
fn an_int_loop_adds_up() {
    let mut world = World::new();
    let loaded = world.compile(&request(SUM, "f", kind::INT));
    assert_eq!(world.call(&loaded, &[int(1000)]), int((0..1000).map(|i| i * i).sum()));
    assert_eq!(world.call(&loaded, &[int(0)]), int(0));
    record(|r| assert!(r.calls.is_empty() && r.exits.is_empty()));
    assert_eq!(world.get_thread(thread::FRAME), 0, "nobody had to know of the frame");
    assert_eq!(world.get_thread(thread::STACK_BASE), world.frame());
    assert_eq!(world.get_thread(thread::BREAKER) >> 32, 0, "nor of its depth");
    assert_eq!(get_word(world.frame(), frame::SP), loaded.code.table as u64);
}

#[test]
fn what_is_due_leaves_at_the_start_and_in_the_loop() {
    let mut world = World::new();
    let mut request = request(SUM, "f", kind::INT);
    let start = world.compile(&request);
    let bytecode = taipan_optimizer::build::Bytecode::new(&request.functions[0].code).expect("well formed");
    request.entry = EntryRequest::Loop(*bytecode.loops.keys().next().expect("a loop"));
    let inside = world.compile(&request);
    world.set_thread(thread::BREAKER, 1);
    for (loaded, enter, wanted) in [
        (&start, [int(10), word::UNBOUND, word::UNBOUND], [int(10), word::UNBOUND, word::UNBOUND]),
        (&inside, [int(10), int(100), int(3)], [int(10), int(109), int(4)]),
    ] {
        assert_eq!(world.call(loaded, &enter), LEFT);
        let (number, live) = record(|r| r.exits.remove(0));
        let exit = &loaded.unit.exits[number as usize];
        assert_eq!(exit.reason, ExitReason::Interrupted);
        assert_eq!(exit.frames[0].resume, Resume::At);
        assert_eq!(values(&exit.frames[0].locals, &live), wanted);
    }
}

/// The words of a rebuilt frame.
fn values(sources: &[Source], live: &[u64]) -> Vec<u64> {
    let word = |source: &Source| match source {
        Source::Immediate(w) => *w,
        Source::Live { index, kind, .. } => match (kind, live[*index as usize]) {
            (LiveKind::Word, w) => w,
            (LiveKind::I64, n) => int(n as i64),
            (LiveKind::F64, d) => float(f64::from_bits(d)),
            (LiveKind::Bool, b) => word::encode_bool(b != 0),
        },
        other => panic!("{other:?}"),
    };
    sources.iter().map(word).collect()
}

#[test]
fn overflow_goes_on_in_tier_0_with_the_state_before() {
    let mut world = World::new();
    let text = "
def f(a, b):
    c = a * b
    return c
";
    let loaded = world.compile(&request(text, "f", kind::INT));
    assert_eq!(world.call(&loaded, &[int(-7), int(6)]), int(-42));
    assert_eq!(world.call(&loaded, &[int(1 << 40), int(1 << 40)]), LEFT);
    let (number, live) = record(|r| r.exits.remove(0));
    let exit = &loaded.unit.exits[number as usize];
    assert_eq!(exit.reason, ExitReason::IntOverflow);
    assert_eq!(values(&exit.frames[0].locals, &live), [int(1 << 40), int(1 << 40), word::UNBOUND]);
    assert_eq!(values(&exit.frames[0].stack, &live), [int(1 << 40), int(1 << 40)]);
    // Fits an i64 but not a small int.
    let big = world.call(&loaded, &[int(1 << 31), int(1 << 31)]);
    assert_eq!(get_word(big, 16), 1 << 62);
    record(|r| assert_eq!(r.calls[0].1, [1 << 62]));
}

#[test]
fn division_rounds_down_as_python_does() {
    let mut world = World::new();
    let quotient = world.compile(&request("def f(a, b):\n    return a // b\n", "f", kind::INT));
    let rest = world.compile(&request("def f(a, b):\n    return a % b\n", "f", kind::INT));
    for a in [-9i64, -8, -1, 0, 1, 7, 8, 1 << 60] {
        for b in [-4, -3, -1, 1, 2, 3] {
            let floor = a / b - ((a % b != 0 && (a < 0) != (b < 0)) as i64);
            assert_eq!(world.call(&quotient, &[int(a), int(b)]), int(floor), "{a} // {b}");
            assert_eq!(world.call(&rest, &[int(a), int(b)]), int(a - floor * b), "{a} % {b}");
        }
    }
    assert_eq!(world.call(&rest, &[int(5), int(0)]), LEFT);
    let (number, _) = record(|r| r.exits.remove(0));
    assert_eq!(rest.unit.exits[number as usize].reason, ExitReason::DivisionByZero);
}

#[test]
fn a_float_loop_makes_no_objects() {
    let mut world = World::new();
    let text = "
def f(x, n):
    s = 0.5
    while s < n:
        s = s * x + 0.25
    return s
";
    let loaded = world.compile(&request(text, "f", kind::FLOAT));
    let mut expected = 0.5f64;
    while expected < 1e6 {
        expected = expected * 1.5 + 0.25;
    }
    assert_eq!(world.call(&loaded, &[float(1.5), float(1e6)]), float(expected));
    record(|r| assert!(r.calls.is_empty()));
    // A heap float is read as well, and given up; nan ends the loop at once.
    set_word(world.frame(), 0, 0);
    let nan = object(&[f64::NAN.to_bits()]);
    set_word(nan, 8, super::runtime::class(taipan_abi::layout::ClassId::Float));
    assert_eq!(world.call(&loaded, &[float(1.5), nan]), float(0.5));
    record(|r| assert_eq!((r.calls[0].0, &r.calls[0].1), (Helper::GiveUp, &vec![nan])));
    // What has no immediate form becomes an object.
    let huge = world.call(&loaded, &[word::POS_INF, float(2.0)]);
    assert_eq!(huge, word::POS_INF);
}

#[test]
fn bools_come_out_as_words() {
    let mut world = World::new();
    let loaded = world.compile(&request("def f(a, b):\n    return a < b\n", "f", kind::INT));
    assert_eq!(world.call(&loaded, &[int(1), int(2)]), word::TRUE);
    assert_eq!(world.call(&loaded, &[int(2), int(2)]), word::FALSE);
}

#[test]
fn null_propagates_with_the_operands_in_the_frame() {
    let mut world = World::new();
    let loaded = world.compile(&request("def f(a, b):\n    c = 5\n    return a + b\n", "f", 0));
    record(|r| r.answers.push(int(3)));
    assert_eq!(world.call(&loaded, &[word::NONE, word::TRUE]), int(3));
    let (helper, args, site) = record(|r| r.calls.remove(0));
    assert_eq!((helper, &args[..2]), (Helper::BinaryOp, &[word::NONE, word::TRUE][..]));
    let site = &loaded.unit.sites[site as usize];
    let in_frame = LocalPlace::Frame(LiveKind::Word);
    assert_eq!(site.locals, [in_frame, in_frame, LocalPlace::Immediate(int(5))]);

    let left = object(&[]);
    set_word(left, 0, 7);
    assert_eq!(world.call(&loaded, &[left, int(1)]), LEFT);
    let (number, live) = record(|r| r.exits.remove(0));
    let exit = &loaded.unit.exits[number as usize];
    assert_eq!((exit.reason, exit.frames[0].resume), (ExitReason::Raised, Resume::Raise));
    assert_eq!(values(&exit.frames[0].locals, &live), [left, int(1), int(5)]);
    let moved = exit.frames[0].locals.iter().filter(|s| matches!(s, Source::Live { counted: true, .. })).count();
    assert_eq!(moved, 2, "both arguments move into the frame");
    assert_eq!(refcount(left), 7);
}

#[test]
fn handlers_run_after_the_traceback() {
    let mut world = World::new();
    let text = "
def f(a):
    try:
        a + a
    except:
        return 1
    return 2
";
    let loaded = world.compile(&request(text, "f", 0));
    record(|r| r.answers.push(int(0)));
    assert_eq!(world.call(&loaded, &[word::NONE]), int(2));
    record(|r| r.calls.clear());
    let known = [Helper::BinaryOp, Helper::TracebackHere, Helper::CaughtException];
    // What the handler does next is beyond the stand-ins: only its beginning is looked at.
    let mir = taipan_optimizer::optimize(&request(text, "f", 0)).expect("compiles").to_string();
    assert!(mir.contains("handler"), "{mir}");
    assert!(known.iter().all(|h| {
        loaded.unit.relocations.iter().any(|r| r.target == taipan_abi::unit::RelocationTarget::Helper(*h as u16))
    }));
}

#[test]
fn references_are_counted_exactly() {
    let mut world = World::new();
    let loaded = world.compile(&request("def f(a, b):\n    return [a, a, b]\n", "f", 0));
    let (a, b) = (object(&[]), object(&[]));
    set_word(b, 0, 1 << 31);
    let list = world.call(&loaded, &[a, b]);
    record(|r| {
        assert_eq!((r.calls[0].0, &r.calls[0].1), (Helper::BuildList, &vec![a, a, b]));
        assert_eq!((r.calls[1].0, &r.calls[1].1), (Helper::GiveUp, &vec![a]), "the last reference");
        assert_eq!(r.calls.len(), 2);
        let site = &loaded.unit.sites[r.calls[0].2 as usize];
        assert_eq!(site.locals.len(), 2, "the list is made in the frame");
        assert_eq!(r.calls[1].2, 0, "the reference is given up when the frame has gone");
    });
    assert_eq!(world.get_thread(thread::FRAME), 0x5550);
    assert_eq!(world.get_thread(thread::BREAKER) >> 32, 1001, "the depth is the caller's");
    assert_eq!(refcount(list), 1);
    assert_eq!(refcount(b), 1 << 31, "immortal");
}

#[test]
fn a_loop_invariant_local_is_stored_once() {
    let mut world = World::new();
    let text = "
def f(a, n):
    i = 0
    while i < n:
        a + a
        i = i + 1
    return i
";
    let mut request = request(text, "f", 0);
    let old = &request.functions[0];
    let bytecode = taipan_optimizer::build::Bytecode::new(&old.code).expect("well formed");
    let first = bytecode.instrs.iter().find(|i| i.op == Op::BINARY_OP).expect("an addition").unit;
    let seen = Site::Operands { left: kind::INT, right: kind::INT, overflowed: false };
    let sites = bytecode.instrs.iter().filter(|i| i.unit != first && matches!(i.op, Op::BINARY_OP | Op::COMPARE_OP));
    let sites = sites.map(|i| (i.unit, seen.clone())).collect();
    request.functions[0].feedback = Feedback::new(sites, 1);
    let loaded = world.compile(&request);
    record(|r| r.answers = vec![int(0); 3]);
    assert_eq!(world.call(&loaded, &[word::NONE, int(3)]), int(3));
    let calls = record(|r| std::mem::take(&mut r.calls));
    assert_eq!(calls.len(), 3);
    let site = &loaded.unit.sites[calls[0].2 as usize];
    assert_eq!(site.locals[0], LocalPlace::Frame(LiveKind::Word));
    assert_eq!(site.locals[2], LocalPlace::Frame(LiveKind::I64), "the counter is stored as it is");
    assert_eq!(world.local(2), 2, "raw");
    // Only the counter is stored: the argument is where the caller put it.
    let clif = std::sync::Mutex::new(String::new());
    let dump = |stage: &str, _: &str, text: &str| {
        if stage == "clif" {
            clif.lock().expect("alone").push_str(text);
        }
    };
    crate::compile(&request, &crate::Options { isa: None, dump: Some(&dump) }).expect("compiles");
    let clif = clif.into_inner().expect("alone");
    let stores = |index: i32| {
        let place = format!(", v1+{}", frame::SIZE + 8 * index);
        clif.lines().filter(|l| l.contains("store") && l.contains(&place)).count()
    };
    assert_eq!((stores(0), stores(1), stores(2)), (0, 0, 1), "{clif}");
}

/// A function object and its code object.
fn fake_function() -> (u64, u64) {
    let code_object = object(&[0; 4]);
    let function_object = object(&[0; 2]);
    set_word(function_object, function::CODE, code_object);
    set_word(function_object, 0, 1 << 31);
    (function_object, code_object)
}

/// The request of a function that calls itself by its global name.
pub fn recursive(text: &str, name: &str, word: u64) -> CompileRequest {
    let mut request = request(text, name, kind::INT);
    let code = request.functions[0].code.clone();
    let bytecode = taipan_optimizer::build::Bytecode::new(&code).expect("well formed");
    let mut sites = request.functions[0].feedback.sites().to_vec();
    for instr in &bytecode.instrs {
        if instr.op == Op::LOAD_GLOBAL {
            sites.push((instr.unit, Site::Global { dict: 0x8880, name: 0x9990, value: word }));
        }
    }
    request.functions[0].feedback = Feedback::new(sites, 1);
    request.functions[0].globals = 0x8880;
    let fact = Fact::Function { snapshot: Some(0), version: 1, defaults: Vec::new(), has_closure: false };
    request.objects.push(ObjectFact { word, name: name.into(), fact });
    request
}

pub const FIB: &str = "
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)
";

#[test]
fn direct_calls_recurse() {
    let mut world = World::new();
    let (function_object, code_object) = fake_function();
    let mut request = recursive(FIB, "fib", function_object);
    request.budget.inline_total = 0;
    let loaded = world.compile(&request);
    set_word(code_object, code::NATIVE_ENTRY, loaded.code.entry as u64);
    assert_eq!(world.call(&loaded, &[int(20)]), int(6765));
    assert_eq!(world.get_thread(thread::FRAME), 0);
    record(|r| assert!(r.calls.is_empty() && r.exits.is_empty()));
    // Twenty deep is one too many.
    assert_eq!(world.enter(&loaded, 18, 0, &[int(20)]), LEFT);
    record(|r| {
        assert_eq!((r.calls[0].0, &r.calls[0].1), (Helper::StackOverflow, &vec![1]));
        assert!(!r.exits.is_empty());
    });
    // An invalidated unit leaves before it calls.
    record(|r| r.exits.clear());
    set_word(loaded.code.table as u64, 0, 0);
    assert_eq!(world.call(&loaded, &[int(20)]), LEFT);
    let (number, _) = record(|r| r.exits.remove(0));
    assert_eq!(loaded.unit.exits[number as usize].reason, ExitReason::Invalidated);
}

#[test]
fn inlined_calls_recurse() {
    let mut world = World::new();
    let (function_object, code_object) = fake_function();
    let loaded = world.compile(&recursive(FIB, "fib", function_object));
    set_word(code_object, code::NATIVE_ENTRY, loaded.code.entry as u64);
    assert_eq!(world.call(&loaded, &[int(20)]), int(6765));
    assert_eq!(world.get_thread(thread::FRAME), 0);
    record(|r| assert!(r.calls.is_empty() && r.exits.is_empty()));
    // At the limit, tier 0 makes the call.
    assert_eq!(world.enter(&loaded, 0, 0, &[int(20)]), LEFT);
    let (number, _) = record(|r| r.exits.remove(0));
    assert_eq!(loaded.unit.exits[number as usize].reason, ExitReason::TooDeep);
    // What overflows in the inlined function leaves both frames.
    let deep: Vec<usize> = loaded.unit.exits.iter().map(|e| e.frames.len()).collect();
    assert!(deep.contains(&1) && deep.contains(&2), "{deep:?}");
}

#[test]
fn both_stacks_have_ends() {
    let mut world = World::new();
    let loaded = world.compile(&request(SUM, "f", kind::INT));
    let end = world.get_thread(thread::STACK_END);
    for (offset, value, back) in [(thread::STACK_END, world.frame() + 16, end), (thread::NATIVE_LIMIT, u64::MAX, 0)] {
        world.set_thread(offset, value);
        assert_eq!(world.call(&loaded, &[int(3)]), word::NULL);
        record(|r| assert_eq!(r.calls.pop().map(|c| c.0), Some(Helper::StackOverflow)));
        world.set_thread(offset, back);
        assert_eq!(world.call(&loaded, &[int(3)]), int(5));
    }
}

#[test]
fn a_loop_takes_a_frame_over() {
    let mut world = World::new();
    let mut request = request(SUM, "f", kind::INT);
    let bytecode = taipan_optimizer::build::Bytecode::new(&request.functions[0].code).expect("well formed");
    let header = *bytecode.loops.keys().next().expect("a loop");
    request.entry = EntryRequest::Loop(header);
    let loaded = world.compile(&request);
    assert_eq!(world.enter(&loaded, 7, 0, &[int(5), int(100), int(3)]), int(100 + 9 + 16));
    assert_eq!(world.get_thread(thread::BREAKER) >> 32, 0);
}

#[test]
fn generators_write_their_frames_out() {
    let mut world = World::new();
    let text = "
def g(n):
    i = 1
    while i < n:
        yield i
        i = i + i
";
    let request = request(text, "g", kind::INT);
    let loaded = world.compile(&request);
    let entries = &loaded.unit.entries;
    let resume = entries.len() as u32 - 1;
    assert!(entries.len() >= 3, "{entries:?}");
    let bytecode = taipan_optimizer::build::Bytecode::new(&request.functions[0].code).expect("well formed");
    let begin = bytecode.instrs.iter().find(|i| i.op == Op::RETURN_GENERATOR).expect("a generator").next;
    let first = entries.iter().position(|e| *e == taipan_abi::unit::EntryKind::Resume(begin)).expect("the entry");
    // Frames in front of their first instruction have the sent None on the stack.
    let kept = object(&[]);
    assert_eq!(world.enter(&loaded, 5, first as u32, &[int(6), word::UNBOUND, word::NONE]), int(1));
    let site = &loaded.unit.sites[get_word(world.frame(), frame::PC) as usize];
    assert!(site.suspends.is_some());
    assert_eq!((world.local(0), world.local(1)), (int(6), int(1)));
    assert_eq!(world.get_thread(thread::FRAME), 0);
    assert_eq!(world.enter(&loaded, 5, resume, &[int(6), int(1), word::NONE]), int(2));
    assert_eq!(world.enter(&loaded, 5, resume, &[int(6), int(2), word::NONE]), int(4));
    assert_eq!(world.enter(&loaded, 5, resume, &[int(6), int(4), word::NONE]), word::NONE);
    assert_eq!(get_word(world.frame(), frame::PC), u64::MAX, "finished");
    assert_eq!(refcount(kept), 1);
}

#[test]
fn released_code_makes_room() {
    let world = World::new();
    let request = request(SUM, "f", kind::INT);
    let before = world.jit.used();
    let first = world.compile(&request);
    let second = world.compile(&request);
    assert_ne!(first.code.entry, second.code.entry);
    world.jit.release(first.code);
    let third = world.compile(&request);
    assert_eq!(third.code, first.code, "the room is used again");
    world.jit.release(second.code);
    world.jit.release(third.code);
    assert_eq!(world.jit.used(), before);
    let unit = world.jit.compile(&request).expect("compiles");
    assert!(Arc::new(unit).code.len() > 16);
}

#[test]
fn what_others_write_while_a_loop_runs_is_seen() {
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
    let mut world = World::new();
    let loaded = world.compile(&request(SUM, "f", kind::INT).clone());
    let endless =
        world.compile(&request("def f(n):\n    i = 0\n    while i < n:\n        i = i ^ 1\n", "f", kind::INT));
    assert_eq!(world.call(&loaded, &[int(3)]), int(5));
    let breaker = world.breaker();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::SeqCst) {
                std::thread::sleep(std::time::Duration::from_millis(5));
                AtomicU32::store(breaker, 1, Ordering::SeqCst);
            }
        });
        let found = world.call(&endless, &[int(2)]);
        done.store(true, Ordering::SeqCst);
        assert_eq!(found, LEFT);
    });
}

#[test]
fn sums_of_words_become_big_ints_at_both_ends() {
    let mut world = World::new();
    let add = world.compile(&request("def f(a, b):\n    return a + b\n", "f", kind::INT));
    let subtract = world.compile(&request("def f(a, b):\n    return a - b\n", "f", kind::INT));
    let from = world.compile(&request("def f(a):\n    return 7 - a\n", "f", kind::INT));
    let ends = [word::INT_MIN, word::INT_MIN + 1, -1, 0, 1, word::INT_MAX - 1, word::INT_MAX];
    let check = |found: u64, wanted: i64| match word::encode_int(wanted) {
        Some(w) => assert_eq!(found, w, "{wanted}"),
        None => assert_eq!(get_word(found, 16), wanted as u64, "{wanted}"),
    };
    for a in ends {
        for b in ends {
            check(world.call(&add, &[int(a), int(b)]), a + b);
            check(world.call(&subtract, &[int(a), int(b)]), a - b);
        }
        check(world.call(&from, &[int(a)]), 7 - a);
    }
    assert!(record(|r| r.calls.iter().all(|c| c.0 == Helper::BoxBigInt) && r.calls.len() > 4));
}

#[test]
fn registers_in_linear_time_compute_the_same() {
    let mut world = World::new();
    let isa = crate::target::host(crate::target::Allocation::Fast).expect("a target");
    let options = crate::Options { isa: Some(&*isa), dump: None };
    let sum = request(SUM, "f", kind::INT);
    let loaded = world.load(crate::compile(&sum, &options).expect("compiles"), None);
    assert_eq!(world.call(&loaded, &[int(1000)]), int((0..1000).map(|i| i * i).sum()));
    let (function_object, code_object) = fake_function();
    let fib = recursive(FIB, "fib", function_object);
    let loaded = world.load(crate::compile(&fib, &options).expect("compiles"), None);
    set_word(code_object, code::NATIVE_ENTRY, loaded.code.entry as u64);
    assert_eq!(world.call(&loaded, &[int(15)]), int(610));
}
