//! Ways out: handlers, suspensions, exits with objects that were never made.

use taipan_abi::exits::{ExitReason, LiveKind, LocalPlace, Resume, Source};
use taipan_abi::feedback::{Feedback, Site, kind};
use taipan_abi::helpers::Helper;
use taipan_abi::layout::{VirtualClass, frame, thread};
use taipan_abi::opcodes::Op;
use taipan_abi::request::{Builtin, Fact, ObjectFact};
use taipan_abi::unit::EntryKind;
use taipan_abi::value as word;

use super::guard::unit;
use super::runtime::{LEFT, World, get_word, int, object, record, refcount, set_word};
use super::source::request;

#[test]
fn an_exception_goes_to_its_handler_with_a_traceback() {
    let mut world = World::new();
    let text = "function \"handled\" {
  state s0 = 0@3 at locals [v0, v1] stack []
block0 start ():
  v0: word object = arg 0
  v1: word object = arg 1
  v2: i64 int = const_int 0
  v3: word object = call binary_op v0, v1, v2 state s0 handler block2(v1)
  jump block1()
block1 ():
  return v3 state s0
block2 (v4: word object):
  return v4 state s0
}";
    let loaded = unit(&world, text);
    record(|r| r.answers = vec![int(9)]);
    assert_eq!(world.call(&loaded, &[int(1), int(2)]), int(9));
    let (a, b) = (object(&[]), object(&[]));
    assert_eq!(world.call(&loaded, &[a, b]), b);
    let calls = record(|r| std::mem::take(&mut r.calls));
    let names: Vec<Helper> = calls.iter().map(|c| c.0).collect();
    assert_eq!(names, [Helper::BinaryOp, Helper::BinaryOp, Helper::TracebackHere, Helper::GiveUp]);
    assert_eq!(calls[1].2, calls[2].2, "the traceback names the call");
    assert_eq!(loaded.unit.sites[calls[1].2 as usize].at, 3);
    assert_eq!((calls[3].1[0], refcount(b)), (a, 1));
    assert!(record(|r| r.exits.is_empty()));
}

#[test]
fn a_truth_that_raises_unwinds() {
    let mut world = World::new();
    let loaded = world.compile(&request("def f(a):\n    return 1 if a else 2\n", "f", 0));
    assert_eq!(world.call(&loaded, &[word::TRUE]), int(1));
    assert_eq!(world.call(&loaded, &[word::FALSE]), int(2));
    assert_eq!(world.call(&loaded, &[word::NOT_IMPLEMENTED]), LEFT);
    let (number, live) = record(|r| r.exits.remove(0));
    let exit = &loaded.unit.exits[number as usize];
    assert_eq!((exit.reason, exit.frames[0].resume), (ExitReason::Raised, Resume::Raise));
    assert_eq!(live, [word::NOT_IMPLEMENTED]);
}

#[test]
fn suspended_frames_own_their_words() {
    let mut world = World::new();
    let text = "
def g(a, b):
    c = a
    b = 2.5
    yield 1
    yield a
";
    let request = request(text, "g", 0);
    let loaded = world.compile(&request);
    let bytecode = taipan_optimizer::build::Bytecode::new(&request.functions[0].code).expect("well formed");
    let begin = bytecode.instrs.iter().find(|i| i.op == Op::RETURN_GENERATOR).expect("a generator").next;
    let first = loaded.unit.entries.iter().position(|e| *e == EntryKind::Resume(begin)).expect("the entry");
    let (a, b) = (object(&[]), object(&[]));
    let found = world.enter(&loaded, 5, first as u32, &[a, b, word::UNBOUND, word::NONE]);
    assert_eq!(found, int(1));
    assert_eq!([world.local(0), world.local(1), world.local(2)], [a, super::runtime::float(2.5), a]);
    assert_eq!(refcount(a), 2, "once for each word");
    let calls = record(|r| std::mem::take(&mut r.calls));
    assert_eq!(calls.iter().map(|c| (c.0, c.1[0])).collect::<Vec<_>>(), [(Helper::GiveUp, b)]);
    let site = &loaded.unit.sites[get_word(world.frame(), frame::PC) as usize];
    assert!(site.suspends.is_some());
    assert_eq!(site.locals, [LocalPlace::Frame(LiveKind::Word); 3]);
    assert_eq!(world.get_thread(thread::STACK_BASE), world.frame(), "not touched");
    // Resumed, the frame's references are the code's.
    let second = loaded.unit.entries.iter().position(|e| *e == EntryKind::Resume(site.at)).expect("the entry");
    let sent = object(&[]);
    let base = world.frame();
    let height = frame::SIZE + 8 * (3 + site.suspends.unwrap_or(0) as i32);
    set_word(base, height, sent);
    let words: Vec<u64> = (0..3).map(|i| world.local(i)).collect();
    set_word(a, 0, 2);
    assert_eq!(world.enter(&loaded, 5, second as u32, &words), a);
    assert_eq!(refcount(a), 3, "two words and the result");
}

#[test]
fn an_exit_makes_the_iterator_that_never_was() {
    let mut world = World::new();
    let text = "function \"virtual\" {
  state s0 = 0@3 at locals [v0, v3] stack [x0, x0] virtual range_iterator [v3, v2, v3]
block0 start ():
  v0: word object = arg 0
  v1: word object = arg 1
  v2: i64 small[1] = const_int 1
  v3: i64 int = unbox_int v1
  v4: word int = guard_int v0 state s0
  v5: bool bool = word_eq v1, v4
  return v4 state s0
}";
    let loaded = unit(&world, text);
    assert_eq!(world.call(&loaded, &[int(1), int(40)]), int(1));
    let other = object(&[]);
    assert_eq!(world.call(&loaded, &[other, int(40)]), LEFT);
    let (_, live) = record(|r| r.exits.remove(0));
    assert_eq!(live[..2], [other, 40]);
    let exit = &loaded.unit.exits[0];
    let raw = Source::Live { index: 1, kind: LiveKind::I64, counted: false };
    assert_eq!(exit.frames[0].locals[0], Source::Live { index: 0, kind: LiveKind::Word, counted: true });
    assert_eq!(exit.frames[0].stack, [Source::Virtual(0), Source::Virtual(0)]);
    assert_eq!(exit.virtuals[0].class, VirtualClass::RangeIterator);
    assert_eq!(exit.virtuals[0].fields, [raw.clone(), Source::Immediate(int(1)), raw]);
    // The argument that no frame takes is given up; where it lay among the live values.
    assert_eq!(exit.drops.len(), 1);
    assert_eq!(live[exit.drops[0] as usize], int(40));
}

#[test]
fn a_range_is_stepped_in_its_iterator() {
    let mut world = World::new();
    let text = "
def f(n):
    s = 0
    for i in range(n):
        s = s + i
    return s
";
    let mut request = request(text, "f", kind::INT);
    let code = request.functions[0].code.clone();
    let bytecode = taipan_optimizer::build::Bytecode::new(&code).expect("well formed");
    let range = object(&[]);
    let mut sites = request.functions[0].feedback.sites().to_vec();
    for instr in &bytecode.instrs {
        match instr.op {
            Op::LOAD_GLOBAL => sites.push((instr.unit, Site::Global { dict: 0x8880, name: 0x9990, value: range })),
            Op::FOR_ITER => sites.push((instr.unit, Site::Kinds(kind::RANGE_ITERATOR))),
            _ => {}
        }
    }
    request.functions[0].feedback = Feedback::new(sites, 1);
    request.functions[0].globals = 0x8880;
    request.objects.push(ObjectFact { word: range, name: "range".into(), fact: Fact::Builtin(Builtin::Range) });
    let loaded = world.compile(&request);
    assert_eq!(world.call(&loaded, &[int(100)]), int(4950));
    let calls = record(|r| std::mem::take(&mut r.calls));
    assert!(calls.iter().all(|c| matches!(c.0, Helper::NewRangeIterator | Helper::GiveUp)), "{calls:?}");
}

#[test]
fn hooks_see_every_stage_and_profilers_every_name() {
    use std::sync::{Arc, Mutex};
    let seen = Arc::new(Mutex::new(Vec::new()));
    let copy = seen.clone();
    let jit = super::runtime::jit().with_perf_map().with_hook(Box::new(move |stage, name, text| {
        copy.lock().expect("alone").push((stage.to_string(), name.to_string(), text.len()));
    }));
    let mut world = World::with_jit(jit);
    let loaded = world.compile(&request("def named():\n    return 5\n", "named", 0));
    assert_eq!(world.call(&loaded, &[]), int(5));
    let seen = seen.lock().expect("alone");
    let stages: Vec<&str> = seen.iter().map(|(stage, ..)| stage.as_str()).collect();
    assert_eq!(stages, ["mir", "clif", "asm"]);
    assert!(seen.iter().all(|(_, name, size)| name == "named" && *size > 0));
    let path = format!("/tmp/perf-{}.map", std::process::id());
    let map = std::fs::read_to_string(&path).expect("the map");
    assert!(map.contains(&format!("{:x} {:x} py::named", loaded.code.entry, loaded.code.size)), "{map}");
    std::fs::remove_file(path).expect("removed");
}
