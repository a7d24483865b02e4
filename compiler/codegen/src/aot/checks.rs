//! What a unit takes for granted beyond its invariants, as data that another process can test: the ways of attributes,
//! and what functions, classes and builtins are. Only what an invariant of the unit stands for counts: the rest of
//! the request was not used.

use rustc_hash::FxHashSet;
use taipan_abi::code::CodeObject;
use taipan_abi::feedback::{LoadAttribute, Site};
use taipan_abi::opcodes::Op;
use taipan_abi::profile::{Check, SnapshotKey, code_hash};
use taipan_abi::request::{CompileRequest, Fact};
use taipan_abi::unit::{Invariant, TableEntry};

/// The checks of a unit with these invariants and this table.
pub(super) fn of(request: &CompileRequest, invariants: &[Invariant], table: &[TableEntry]) -> Vec<Check> {
    let mut classes = FxHashSet::default();
    let mut functions = FxHashSet::default();
    let mut values = FxHashSet::default();
    for invariant in invariants {
        match *invariant {
            Invariant::TypeVersion { class, .. } => _ = classes.insert(class),
            Invariant::FunctionVersion { function, .. } => _ = functions.insert(function),
            Invariant::GlobalValue { value, .. } => _ = values.insert(value),
        }
    }
    for entry in table {
        if let TableEntry::Object(object) = entry {
            values.insert(*object);
        }
    }
    let mut checks = Vec::new();
    for (snapshot, function) in request.functions.iter().enumerate() {
        let snapshot = snapshot as u32;
        for (at, site) in function.feedback.sites() {
            let argument = argument_at(&function.code, *at as usize);
            let name = argument >> 1;
            match site {
                Site::Load(way) if way_class(way).is_some_and(|class| classes.contains(&class)) => {
                    checks.push(Check::Load { snapshot, name, way: way.clone() });
                }
                Site::Loads(ways) => {
                    let used = ways.iter().filter(|w| way_class(w).is_some_and(|c| classes.contains(&c)));
                    checks.extend(used.map(|way| Check::Load { snapshot, name, way: way.clone() }));
                }
                Site::Store(way) if classes.contains(&way.class) => {
                    checks.push(Check::Store { snapshot, name: argument, way: *way });
                }
                _ => {}
            }
        }
    }
    for object in &request.objects {
        let counts = match &object.fact {
            // Values are taken for what they were, whether or not they are called.
            Fact::Function { .. } => functions.contains(&object.word) || values.contains(&object.word),
            Fact::Class { .. } => classes.contains(&object.word) || values.contains(&object.word),
            Fact::Code { .. } => values.contains(&object.word),
            Fact::Builtin(_) | Fact::Native | Fact::Method { .. } | Fact::NativeClass(_) => true,
            Fact::Other => false,
        };
        if counts {
            checks.push(Check::Fact { word: object.word, fact: object.fact.clone() });
        }
    }
    checks
}

/// The class a way rests on; None: there is none.
fn way_class(way: &LoadAttribute) -> Option<u64> {
    match *way {
        LoadAttribute::Slot { class, .. }
        | LoadAttribute::Method { class, .. }
        | LoadAttribute::ClassValue { class, .. }
        | LoadAttribute::Member { class, .. }
        | LoadAttribute::TypeAttribute { class, .. } => Some(class),
        LoadAttribute::Module { .. } => None,
    }
}

/// The argument of the instruction at a code unit, with its prefixes.
fn argument_at(code: &CodeObject, at: usize) -> u32 {
    let byte = |index: usize| code.code.get(index).copied().map_or(0, u32::from);
    let mut argument = byte(2 * at + 1);
    let mut before = at;
    let mut shift = 8;
    while before > 0 && shift < 32 && byte(2 * (before - 1)) == Op::EXTENDED_ARG as u32 {
        before -= 1;
        argument |= byte(2 * before + 1) << shift;
        shift += 8;
    }
    argument
}

/// Where the code of a request's functions comes from.
pub(super) fn snapshots(request: &CompileRequest) -> Vec<SnapshotKey> {
    let owner = |index: usize| {
        let is_function =
            |fact: &Fact| matches!(fact, Fact::Function { snapshot: Some(s), .. } if *s as usize == index);
        let is_code = |fact: &Fact| matches!(fact, Fact::Code { snapshot } if *snapshot as usize == index);
        let found = request.objects.iter().find(|o| is_function(&o.fact));
        found.or_else(|| request.objects.iter().find(|o| is_code(&o.fact))).map_or(0, |o| o.word)
    };
    let key = |(index, function): (usize, &taipan_abi::request::FunctionSnapshot)| SnapshotKey {
        hash: code_hash(&function.code),
        function: if index == 0 { 0 } else { owner(index) },
        globals: function.globals,
    };
    request.functions.iter().enumerate().map(key).collect()
}
