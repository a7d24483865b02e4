//! Makes the compiler's request: code, what tier 0 saw, and facts about the objects in it.

use std::collections::VecDeque;
use std::sync::Arc;

use taipan_abi::code::{CodeObject, Constant, Text};
use taipan_abi::feedback::{Feedback, LoadAttribute, Site};
use taipan_abi::layout::ClassId;
use taipan_abi::request::{Budget, Builtin, CompileRequest, EntryRequest, Fact, FunctionSnapshot, ObjectFact};

use super::feedback::Reader;
use crate::builtins::bytes::Bytes;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::float::Float;
use crate::builtins::function::Function;
use crate::builtins::int::Int;
use crate::builtins::native::{MethodDescriptor, NativeFunction};
use crate::builtins::slice::Slice;
use crate::builtins::str::{Str, lossy};
use crate::builtins::tuple::Tuple;
use crate::interpreter::ops::call::{constructs_plainly, is_object_init};
use crate::native::class_of;
use crate::object::lookup::lookup;
use crate::object::types::{NativeType, Type};
use crate::object::value::{Obj, Ref, Value};
use crate::thread::{Thread, names};

/// A request, and the code objects of its functions.
pub struct Snapshot {
    pub request: CompileRequest,
    pub codes: Vec<Ref<Code>>,
    /// Those taken for no function in particular, by number.
    by_code: Vec<(*const Code, u32)>,
}

/// Objects whose facts lead to others are followed this far.
const MAX_FACTS: usize = 400;

/// Code units of a function whose own feedback is looked at: larger ones are not inlined.
const MAX_CALLEE: usize = 2000;

/// Functions whose own feedback is looked at.
const MAX_CALLEES: usize = 32;

/// A request for a code object as it runs with these globals.
pub fn take(t: &Thread, code: &Code, globals: Option<&Dict>, builtins: Option<&Dict>, entry: EntryRequest) -> Snapshot {
    // Names may mean something else in another function of the code.
    let globals = globals.filter(|_| !code.has_many_globals());
    let sites = Reader::new(t, code, globals, builtins).sites();
    let mut words = Vec::new();
    for (_, site) in &sites {
        mentioned(site, &mut words);
    }
    let mut snapshot = Snapshot {
        request: CompileRequest {
            functions: vec![function_snapshot(code, Feedback::complete(sites, 0), globals)],
            objects: Vec::new(),
            entry,
            denied: code.tier.denied().into_iter().map(|(at, reason)| (0, at, reason)).collect(),
            budget: Budget::default(),
            stress_exits: t.stress_exits.get() != 0,
        },
        codes: vec![code.to_ref()],
        by_code: Vec::new(),
    };
    // What is near comes first: the limits hold for what is far.
    let mut words = VecDeque::from(words);
    while let Some(word) = words.pop_front() {
        if Value::from_bits(word).is_pointer() && snapshot.request.objects.len() < MAX_FACTS {
            let mut more = Vec::new();
            // SAFETY: what sites mention is alive; nothing runs while the request is made.
            unsafe { snapshot.describe(t, word, &mut more) };
            words.extend(more);
        }
    }
    let denied =
        snapshot.codes.iter().enumerate().skip(1).flat_map(|(number, code)| {
            code.tier.denied().into_iter().map(move |(at, reason)| (number as u32, at, reason))
        });
    snapshot.request.denied.extend(denied);
    snapshot
}

/// The objects a site names, whose facts the compiler wants.
fn mentioned(site: &Site, into: &mut Vec<u64>) {
    match site {
        Site::Global { value, .. } => into.push(*value),
        Site::Call { targets } => into.extend(targets),
        Site::Load(load) => loaded(load, into),
        Site::Loads(ways) => ways.iter().for_each(|load| loaded(load, into)),
        _ => {}
    }
}

fn loaded(load: &LoadAttribute, into: &mut Vec<u64>) {
    match load {
        LoadAttribute::Method { function, class, .. } => into.extend([*function, *class]),
        LoadAttribute::ClassValue { value, .. }
        | LoadAttribute::TypeAttribute { value, .. }
        | LoadAttribute::Module { value, .. } => into.push(*value),
        LoadAttribute::Slot { .. } | LoadAttribute::Member { .. } => {}
    }
}

fn function_snapshot(code: &Code, feedback: Feedback, globals: Option<&Dict>) -> FunctionSnapshot {
    FunctionSnapshot {
        code: Arc::new(data_of(code)),
        feedback,
        globals: globals.map_or(0, |g| g as *const Dict as u64),
    }
}

/// What the compiler needs to know of a constant: its value, where it has an immediate form, else its kind. Units get
/// the objects themselves from the code object.
fn constant(object: &Obj) -> Constant {
    let value = object.value();
    if let Some(value) = value.as_int() {
        return Constant::Int(value);
    }
    if let Some(float) = object.exact::<Float>() {
        return Constant::Float(float.value);
    }
    if let Some(value) = value.as_immediate_float() {
        return Constant::Float(value);
    }
    if object.is_exact::<Str>() {
        return Constant::Str { text: "".into(), interned: false };
    }
    if let Some(tuple) = object.exact::<Tuple>() {
        return Constant::Tuple(names_of(tuple).unwrap_or_else(|| vec![Constant::None; tuple.len()]));
    }
    if object.is_exact::<Bytes>() {
        return Constant::Bytes(Vec::new());
    }
    if let Some(slice) = object.exact::<Slice>() {
        let parts = [slice.start(), slice.stop(), slice.step()];
        return Constant::Slice(Box::new(parts.map(constant)));
    }
    if object.is_exact::<Int>() {
        return Constant::BigInt { negative: false, magnitude: Vec::new() };
    }
    match value {
        Value::NONE => Constant::None,
        Value::TRUE => Constant::True,
        Value::FALSE => Constant::False,
        Value::ELLIPSIS => Constant::Ellipsis,
        _ => Constant::FrozenSet(Vec::new()),
    }
}

/// The items of a tuple of strs: calls with keywords have their names there.
fn names_of(tuple: &Tuple) -> Option<Vec<Constant>> {
    let name = |item: &Obj| {
        let text = item.exact::<Str>()?.to_string_lossy();
        Some(Constant::Str { text: text.as_str().into(), interned: false })
    };
    tuple.items().iter().map(name).collect()
}

/// The code object as data.
pub(super) fn data_of(code: &Code) -> CodeObject {
    let text = |o: &Obj| Text::from(lossy(o).as_str());
    CodeObject {
        argcount: code.argcount,
        posonlyargcount: code.posonlyargcount,
        kwonlyargcount: code.kwonlyargcount,
        stacksize: code.stack_size() as u32,
        flags: code.flags,
        code: code.bytecode().to_vec(),
        consts: code.consts().iter().map(constant).collect(),
        names: code.names().iter().map(text).collect(),
        localsplusnames: code.localsplus().iter().map(text).collect(),
        localspluskinds: code.kinds().to_vec(),
        filename: text(&code.filename),
        name: text(&code.name),
        qualname: text(&code.qualname),
        firstlineno: code.firstlineno,
        linetable: code.linetable.clone(),
        exceptiontable: code.exceptiontable.clone(),
    }
}

impl Snapshot {
    /// Adds what a word is, unless it is known; what that names is added to `more`.
    unsafe fn describe(&mut self, t: &Thread, word: u64, more: &mut Vec<u64>) {
        if self.request.objects.iter().any(|o| o.word == word) {
            return;
        }
        // SAFETY: as promised by `take`.
        let object = unsafe { Value::from_bits(word).to_obj() };
        let (name, fact) = if let Some(function) = object.exact::<Function>() {
            (function.qualname.get().map_or_else(String::new, |n| lossy(&n)), self.function(t, function, more))
        } else if let Some(class) = object.exact::<Type>() {
            (class.name_text().to_string(), class_fact(t, class, more))
        } else if let Some(code) = object.exact::<Code>() {
            (lossy(&code.qualname), Fact::Code { snapshot: self.code(t, code, more) })
        } else if let Some(method) = object.exact::<MethodDescriptor>() {
            (method.def().name.to_string(), method_fact(method))
        } else if let Some(builtin) = builtin_function(t, &object) {
            (format!("{builtin:?}"), Fact::Builtin(builtin))
        } else if let Some(name) = native_name(&object) {
            (name.to_string(), Fact::Native)
        } else {
            (object.type_of().name_text().to_string(), Fact::Other)
        };
        self.request.objects.push(ObjectFact { word, name, fact });
    }

    /// The number of the snapshot of a code object, whatever function runs it.
    fn code(&mut self, t: &Thread, code: &Code, more: &mut Vec<u64>) -> u32 {
        let known = self.by_code.iter().find(|(c, _)| std::ptr::eq(*c, code));
        match known {
            Some(&(_, number)) => number,
            None => {
                let number = self.add(t, code, None, more);
                self.by_code.push((code, number));
                number
            }
        }
    }

    /// Adds a snapshot of a code object as it runs with these globals and builtins.
    fn add(&mut self, t: &Thread, code: &Code, namespaces: Option<(&Dict, &Dict)>, more: &mut Vec<u64>) -> u32 {
        let namespaces = namespaces.filter(|_| !code.has_many_globals());
        let (globals, builtins) = namespaces.unzip();
        let is_near = self.codes.len() <= MAX_CALLEES && code.bytecode().len() <= 2 * MAX_CALLEE;
        let sites = if is_near && !code.first_decoded().is_null() {
            Reader::new(t, code, globals, builtins).sites()
        } else {
            Vec::new()
        };
        sites.iter().for_each(|(_, site)| mentioned(site, more));
        self.codes.push(code.to_ref());
        self.request.functions.push(function_snapshot(code, Feedback::complete(sites, 0), globals));
        self.codes.len() as u32 - 1
    }

    fn function(&mut self, t: &Thread, function: &Function, more: &mut Vec<u64>) -> Fact {
        // SAFETY: a function keeps its code alive.
        let code = unsafe { &*function.code_ptr() };
        // SAFETY: a function keeps its namespaces alive.
        let (globals, builtins) = unsafe { (&*function.globals_ptr(), &*function.builtins_ptr()) };
        let known = self.codes.iter().zip(&self.request.functions).enumerate().position(|(i, (c, f))| {
            let is_other = self.by_code.iter().any(|(_, number)| *number == i as u32);
            let is_same = f.globals == 0 || f.globals == globals as *const Dict as u64;
            std::ptr::eq::<Code>(&**c, code) && is_same && !is_other
        });
        let snapshot = match known {
            Some(number) => number as u32,
            None => self.add(t, code, Some((globals, builtins)), more),
        };
        let defaults = function.defaults.get();
        Fact::Function {
            snapshot: Some(snapshot),
            version: function.current_version(t),
            defaults: defaults.iter().flat_map(|d| Tuple::items(d).to_vec()).map(|o| o.value().bits()).collect(),
            has_closure: function.closure.get().is_some_and(|c| !c.is_empty()),
        }
    }
}

/// What the compiler may know of a class.
pub(super) fn class_fact(t: &Thread, class: &Type, more: &mut Vec<u64>) -> Fact {
    if let Some(builtin) = builtin_class(class) {
        return Fact::Builtin(builtin);
    }
    if let Some(id) = class_id(class) {
        return Fact::NativeClass(id);
    }
    let is_exception = crate::exceptions::class::has_plain_new(class);
    if !is_exception && !constructs_plainly(class) || class.version.get() == 0 {
        return Fact::Other;
    }
    let init = match lookup(t, class, &names::__init__) {
        Some(init) if init.is_exact::<Function>() => {
            let word = init.value().bits();
            more.push(word);
            Some(word)
        }
        Some(init) if is_object_init(&init) && !is_exception => None,
        _ if is_exception && crate::exceptions::class::has_plain_init(class) => None,
        _ => return Fact::Other,
    };
    let layout = if is_exception { None } else { crate::memory::object::instance_layout(t, class) };
    Fact::Class { version: class.version.get(), is_exception, layout, init }
}

/// Builtin classes the compiler knows the call of.
pub(super) fn builtin_class(class: &Type) -> Option<Builtin> {
    use crate::builtins as b;
    let known: [(&Type, Builtin); 6] = [
        (b::range::Range::class(), Builtin::Range),
        (b::int::Int::class(), Builtin::Int),
        (b::float::Float::class(), Builtin::Float),
        (b::bool::Bool::class(), Builtin::Bool),
        (b::iterators::Enumerate::class(), Builtin::Enumerate),
        (b::iterators::Zip::class(), Builtin::Zip),
    ];
    known.into_iter().find(|(c, _)| std::ptr::eq(*c, class)).map(|(_, builtin)| builtin)
}

/// The builtin class that never changes which a type is.
pub(super) fn class_id(class: &Type) -> Option<ClassId> {
    ClassId::ALL.iter().copied().find(|&id| std::ptr::eq(class_of(id), class))
}

/// What the compiler may know of a method of a builtin class.
pub(super) fn method_fact(method: &MethodDescriptor) -> Fact {
    let (owner, def) = (class_id(method.owner()), method.def());
    let builtin = match (owner, def.name) {
        (Some(ClassId::List), "append") => Some(Builtin::ListAppend),
        (Some(ClassId::List), "pop") => Some(Builtin::ListPop),
        (Some(ClassId::List), "insert") => Some(Builtin::ListInsert),
        (Some(ClassId::Dict), "get") => Some(Builtin::DictGet),
        (Some(ClassId::Dict), "pop") => Some(Builtin::DictPop),
        _ => None,
    };
    let returns = match def.returns {
        "None" => Some(ClassId::NoneType),
        // Special methods may answer that they know nothing of the operand.
        _ if def.name.starts_with("__") => None,
        name => ClassId::ALL.iter().copied().find(|id| id.name() == name),
    };
    Fact::Method { owner, builtin, returns }
}

/// Builtin functions the compiler knows the call of.
pub(super) fn builtin_function(t: &Thread, object: &Obj) -> Option<Builtin> {
    let function = object.exact::<NativeFunction>()?;
    if function.def().name == "sqrt" && is_math(t, function) {
        return Some(Builtin::Sqrt);
    }
    if function.is_bound() || !is_original(t, object, function.def().name) {
        return None;
    }
    Some(match function.def().name {
        "len" => Builtin::Len,
        "abs" => Builtin::Abs,
        "min" => Builtin::Min,
        "max" => Builtin::Max,
        "isinstance" => Builtin::IsInstance,
        "ord" => Builtin::Ord,
        _ => return None,
    })
}

/// Whether a function is one of the module `math`.
fn is_math(t: &Thread, function: &NativeFunction) -> bool {
    let name = function.of_module().and_then(|m| m.dict().get_text(t, "__name__").ok().flatten());
    name.is_some_and(|name| name.is_exact::<Str>() && lossy(&name) == "math")
}

/// The name of what [`Fact::Native`] says.
pub(super) fn native_name(object: &Obj) -> Option<&'static str> {
    let function = object.exact::<NativeFunction>()?;
    (!function.is_bound() && !function.is_new()).then(|| function.def().name)
}

/// Whether an object is what the builtins call it.
fn is_original(t: &Thread, object: &Obj, name: &str) -> bool {
    t.interp().builtins().get_text(t, name).ok().flatten().is_some_and(|found| found.is(object))
}
