//! Guards of each kind, from MIR text: what passes, and what leaves.

use taipan_abi::exits::ExitReason;
use taipan_abi::layout::{ClassId, frame};
use taipan_abi::request::CompileRequest;
use taipan_abi::value as word;
use taipan_optimizer::mir::parse;
use taipan_optimizer::pipeline;

use super::runtime::{LEFT, Loaded, World, class, float, int, object, record, set_word};

/// A unit from the MIR of a function.
pub fn unit(world: &World, text: &str) -> Loaded {
    let mut code = pipeline::no_code();
    code.localsplusnames = vec!["a".into(), "b".into()];
    code.localspluskinds = vec![0, 0];
    let request = CompileRequest::new(std::sync::Arc::new(code), Default::default());
    let mut mir = parse::parse(text).unwrap_or_else(|e| panic!("{e}\n{text}")).remove(0);
    pipeline::pass("refcount").expect("a pass")(&mut mir, &request);
    let isa = crate::target::host(crate::target::Allocation::Careful).expect("a target");
    world.load(crate::lower(&mir, &request, &*isa).expect("lowers"), None)
}

/// A function of one guard over its first argument, which it gives back.
fn guarded(world: &World, guard: &str) -> Loaded {
    unit(
        world,
        &format!(
            "function \"guarded\" {{
  const c0 = object 0x1230
  state s0 = 0@3 at locals [v0, v1] stack [v0]
block0 start ():
  v0: word any = arg 0
  v1: word any = arg 1
  v2: word object = const_object c0
  v3: i64 int = const_int 3
  {guard} state s0
  return v0 state s0
}}"
        ),
    )
}

fn check(guard: &str, reason: ExitReason, passes: &[u64], leaves: &[u64]) {
    let mut world = World::new();
    let loaded = guarded(&world, guard);
    for &value in passes {
        assert_eq!(world.call(&loaded, &[value, word::NONE]), value, "{guard} of {value:#x}");
    }
    record(|r| assert!(r.exits.is_empty()));
    for &value in leaves {
        assert_eq!(world.call(&loaded, &[value, word::TRUE]), LEFT, "{guard} of {value:#x}");
        let (number, live) = record(|r| r.exits.remove(0));
        assert_eq!(loaded.unit.exits[number as usize].reason, reason);
        assert_eq!(live, [value, word::TRUE]);
    }
}

fn instance(of: u64, shape: u64) -> u64 {
    let made = object(&[0x1230]);
    set_word(made, 0, 5 | shape << 32);
    set_word(made, 8, of);
    made
}

#[test]
fn numbers() {
    let heap = instance(class(ClassId::Float), 0);
    let other = instance(class(ClassId::Str), 0);
    let ints = [int(0), int(-1), int(word::INT_MAX)];
    let floats = [float(1.5), float(-2.0), word::POS_ZERO, word::NEG_ZERO, word::POS_INF, word::NEG_INF, heap];
    let rest = [word::NONE, word::TRUE, other];
    check("v4: word int = guard_int v0", ExitReason::NotInt, &ints, &[&floats[..], &rest].concat());
    check("v4: word float = guard_float v0", ExitReason::NotFloat, &floats, &[&ints[..], &rest].concat());
    check(
        "v4: word bool = guard_bool v0",
        ExitReason::NotBool,
        &[word::TRUE, word::FALSE],
        &[int(1), word::NONE, other],
    );
}

#[test]
fn objects() {
    let list = instance(class(ClassId::List), 0);
    let shaped = instance(class(ClassId::Str), 0xFF00_0007);
    let tuple = instance(class(ClassId::Tuple), 0);
    set_word(tuple, 16, 3);
    let rest = [int(1), word::NONE, word::UNBOUND, float(2.5)];
    let others = |more: u64| [&rest[..], &[more]].concat();
    check("v4: word list = guard_class list v0", ExitReason::WrongClass, &[list], &others(shaped));
    check("v4: word object = guard_shape 7 v0", ExitReason::WrongShape, &[shaped], &others(list));
    check("v4: word object = guard_is v0, v2", ExitReason::WrongTarget, &[], &others(list));
    check(
        "v4: word object = guard_bound v0",
        ExitReason::Unbound,
        &[list, word::NONE, int(1)],
        &[word::UNBOUND, word::NULL],
    );
    check("v4: word tuple = guard_length 3 v0", ExitReason::WrongLength, &[tuple], &[list]);
    let mine = instance(0x1230, 0);
    check("v4: word object = guard_type v0, v2", ExitReason::WrongClass, &[mine], &others(list));
}

#[test]
fn conditions() {
    let mut world = World::new();
    let loaded = guarded(&world, "guard_unobserved");
    assert_eq!(world.call(&loaded, &[int(1), int(2)]), int(1));
    let loaded = guarded(&world, "v4: bool bool = word_eq v0, v1\n  guard_true never_taken v4");
    assert_eq!(world.call(&loaded, &[int(1), int(1)]), int(1));
    assert_eq!(world.call(&loaded, &[int(1), int(2)]), LEFT);
    let loaded = guarded(&world, "v4: i64 int = unbox_int v0\n  v5: i64 int = guard_index v4, v3");
    for (index, fine) in [(0, true), (2, true), (3, false), (-1, false)] {
        let found = world.call(&loaded, &[int(index), int(0)]);
        assert_eq!(found == int(index), fine, "{index}");
    }
    let loaded =
        guarded(&world, "v4: i64 int = unbox_int v0\n  v5: i64 int = unbox_int v1\n  v6: i64 int = guard_index v4, v5");
    for (index, length, fine) in [(0, 1, true), (1, 1, false), (5, -1, false), (-2, -1, false)] {
        let found = world.call(&loaded, &[int(index), int(length)]);
        assert_eq!(found == int(index), fine, "{index} of {length}");
    }
    let loaded = guarded(&world, "guard_valid");
    set_word(loaded.code.table as u64, 0, 0);
    assert_eq!(world.call(&loaded, &[int(1), int(2)]), LEFT);
    let reasons: Vec<ExitReason> =
        record(|r| r.exits.iter().map(|(n, _)| loaded.unit.exits.get(*n as usize).map(|e| e.reason)).next_back())
            .flatten()
            .into_iter()
            .collect();
    assert_eq!(reasons, [ExitReason::Invalidated]);
}

#[test]
fn arithmetic_at_its_limits() {
    let mut world = World::new();
    let of = |world: &World, op: &str| {
        guarded(world, &format!("v4: i64 int = unbox_int v0\n  v5: i64 int = unbox_int v1\n  {op}"))
    };
    type Rows = &'static [(i64, i64, bool)];
    let cases: &[(&str, Rows)] = &[
        (
            "v6: i64 int = int_shl v4, v5",
            &[(1, 61, true), (1, 62, true), (1, 63, false), (1, -1, false), (4, 62, false)],
        ),
        ("v6: i64 int = int_shr v4, v5", &[(5, 1, true), (5, 100, true), (5, -1, false)]),
        (
            "v6: f64 float = int_true_div v4, v5",
            &[(1, 2, true), (1, 0, false), (1 << 53, 1, true), ((1 << 53) + 1, 1, false), (1, -(1 << 53) - 1, false)],
        ),
        ("v6: i64 int = int_add v4, v5", &[(word::INT_MAX, word::INT_MAX, true), (word::INT_MIN, word::INT_MIN, true)]),
        ("v6: i64 int = int_rem v4, v5", &[(7, 0, false), (7, -1, true), (7, 3, true)]),
    ];
    for (op, rows) in cases {
        let loaded = of(&world, op);
        for &(a, b, fine) in *rows {
            let found = world.call(&loaded, &[int(a), int(b)]);
            assert_eq!(found, if fine { int(a) } else { LEFT }, "{op} of {a}, {b}");
        }
    }
}

#[test]
fn doubles_become_ints_where_they_can() {
    let mut world = World::new();
    let text = "function \"truncated\" {
  state s0 = 0@3 at locals [v0] stack []
block0 start ():
  v0: word float = arg 0
  v1: f64 float = unbox_float v0
  v2: i64 int = float_to_int v1 state s0
  v3: word int = box_int v2
  return v3 state s0
}";
    let loaded = unit(&world, text);
    for (value, wanted) in [(2.75, 2), (-2.75, -2), (1e15, 1_000_000_000_000_000)] {
        assert_eq!(world.call(&loaded, &[float(value)]), int(wanted));
    }
    assert_eq!(world.call(&loaded, &[word::NEG_ZERO]), int(0));
    for value in [word::POS_INF, word::NEG_INF, float(9.3e18), float(-9.3e18), object(&[f64::NAN.to_bits()])] {
        assert_eq!(world.call(&loaded, &[value]), LEFT);
    }
    assert_eq!(record(|r| r.exits.len()), 5);
}

#[test]
fn slots_take_over_and_give_up() {
    let mut world = World::new();
    let text = |op: &str| {
        format!(
            "function \"slots\" {{
  state s0 = 0@3 at locals [v0, v1] stack []
block0 start ():
  v0: word object = arg 0
  v1: word object = arg 1
  {op} v0, v1
  return v0 state s0
}}"
        )
    };
    let store = unit(&world, &text("store_slot 24:0"));
    let add = unit(&world, &text("add_slot 24:9"));
    let holder = instance(0, 0xAB00_0001);
    let (old, new) = (object(&[]), object(&[]));
    set_word(holder, 24, old);
    set_word(new, 0, 4);
    assert_eq!(world.call(&store, &[holder, new]), holder);
    assert_eq!(super::runtime::get_word(holder, 24), new);
    record(|r| assert_eq!(r.calls.last().map(|c| c.1.clone()), Some(vec![old])));
    assert_eq!(world.call(&add, &[holder, int(8)]), holder);
    assert_eq!(super::runtime::get_word(holder, 24), int(8));
    assert_eq!(super::runtime::get_word(holder, 0) >> 32, 0xAB00_0009);
    assert_eq!(super::runtime::get_word(world.frame(), frame::PREV), 0x5550);
}
