//! Making classes: `type.__new__`.

use crate::call::Args;
use crate::object::header::{Header, flag};
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::object::{attributes, instance, protocol, ready, slotdefs};
use crate::thread::{PyResult, Thread, names};

use crate::builtins::cell::Cell;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::object::Object;
use crate::builtins::str::{self, Str};
use crate::builtins::tuple::Tuple;
use crate::builtins::{descriptors, native};

/// Inline slots that a class gets at first, at most.
const MAX_FIRST_CAPACITY: usize = 16;

/// `type(name, bases, dict, **keywords)`.
pub fn new(t: &Thread, meta: &Type, args: Args) -> PyResult {
    args.check_positional(t, "type.__new__()", 3, 3).map_err(|raised| {
        drop(t.take_exception(raised));
        t.type_error(format!("type.__new__() takes exactly 3 arguments ({} given)", args.len()))
    })?;
    let [name, bases, namespace] = [&args.pos()[0], &args.pos()[1], &args.pos()[2]];
    let bad = |index: usize, expected: &str, given: &Obj| {
        let given = given.type_of().name_text();
        t.type_error(format!("type.__new__() argument {index} must be {expected}, not {given}"))
    };
    let Some(name) = name.downcast::<Str>() else { return Err(bad(1, "str", name)) };
    let Some(bases) = bases.downcast::<Tuple>() else { return Err(bad(2, "tuple", bases)) };
    let Some(namespace) = namespace.downcast::<Dict>() else { return Err(bad(3, "dict", namespace)) };
    for base in bases.items() {
        if base.downcast::<Type>().is_none() && attributes::get_optional(t, base, &names::__mro_entries__)?.is_some() {
            return Err(t.type_error("type() doesn't support MRO entry resolution; use types.new_class()"));
        }
    }
    let winner = calculate_metaclass(t, meta, bases.items())?;
    if !winner.is(meta)
        && let (Some(theirs), Some(ours)) = (winner.slots.new.get(), Type::class().slots.new.get())
        && theirs as usize != ours as usize
    {
        return theirs(t, &winner, args);
    }
    let class = build(t, &winner, name, bases, namespace)?;
    set_names(t, &class)?;
    init_subclass(t, &class, args)?;
    Ok(class.into_obj())
}

/// The most derived metaclass of `meta` and those of the bases.
pub fn calculate_metaclass(t: &Thread, meta: &Type, bases: &[Obj]) -> PyResult<Ref<Type>> {
    let mut winner = meta.to_ref();
    for base in bases {
        let candidate = base.type_of();
        if winner.is_subtype(candidate) {
            continue;
        }
        if candidate.is_subtype(&winner) {
            winner = candidate.to_ref();
            continue;
        }
        return Err(t.type_error(
            "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases",
        ));
    }
    Ok(winner)
}

/// The base whose layout instances of a class with these bases start with.
pub fn best_base(t: &Thread, bases: &[Ref<Type>]) -> PyResult<Ref<Type>> {
    let mut best: Option<(&Ref<Type>, &Type)> = None;
    for base in bases {
        if !base.has_flag(type_flag::BASE_TYPE) {
            let name = super::qualified_name(t, base)?;
            return Err(t.type_error(format!("type '{name}' is not an acceptable base type")));
        }
        let solid = solid_base(base);
        best = match best {
            None => Some((base, solid)),
            Some((_, winner)) if winner.is_subtype(solid) => best,
            Some((_, winner)) if solid.is_subtype(winner) => Some((base, solid)),
            Some(_) => {
                return Err(t.type_error("multiple bases have instance lay-out conflict"));
            }
        };
    }
    Ok(best.map_or_else(|| Object::class().to_ref(), |(base, _)| base.clone()))
}

/// The nearest class on the base chain that adds to the layout: a native part or members.
fn solid_base(class: &Type) -> &Type {
    let mut at = class;
    loop {
        // SAFETY: bases are kept alive by the class's MRO.
        let Some(base) = (unsafe { at.base.borrow() }) else { return at };
        let adds_native = !at.is_heap_type() && at.basicsize.get() != base.basicsize.get();
        let adds_members = at.is_heap_type() && at.member_count.get() != base.member_count.get();
        if adds_native || adds_members || at.itemsize.get() != base.itemsize.get() {
            return at;
        }
        at = base;
    }
}

/// What `__slots__` says.
struct Slots {
    names: Vec<Obj>,
    dict: bool,
    weakref: bool,
}

fn build(t: &Thread, meta: &Type, name: &Str, bases: &Tuple, namespace: &Dict) -> PyResult<Ref<Type>> {
    let mut types = Vec::new();
    for base in bases.items() {
        match base.downcast::<Type>() {
            Some(base) => types.push(base.to_ref()),
            None => return Err(t.type_error("bases must be types")),
        }
    }
    let bases = if types.is_empty() {
        types.push(Object::class().to_ref());
        Tuple::from_slice(t, &[Object::class().borrowed_obj().clone()])?
    } else {
        bases.to_ref()
    };
    let base = best_base(t, &types)?;
    let dict = namespace.copy(t)?;
    let declared = declared_slots(t, &dict, &base, name)?;

    let class = crate::memory::new_object(t, meta, |head| Type::blank(head, None, base.layout.get()))?;
    let text = name.borrowed().clone();
    if name.to_wtf8().contains(&0) {
        return Err(t.value_error("type name must not contain null characters"));
    }
    class.name.set(Some(text.clone()));
    class.qualname.set(Some(match dict.get_str(t, &names::__qualname__)? {
        Some(qualname) => {
            if qualname.downcast::<Str>().is_none() {
                let given = qualname.type_of().name_text();
                return Err(t.type_error(format!("type __qualname__ must be a str, not {given}")));
            }
            dict.remove(t, &names::__qualname__)?;
            qualname
        }
        None => text,
    }));
    class.base.set(Some(base.clone()));
    class.bases.set(Some(bases));
    class.dict.set(Some(dict.clone()));
    class.version.set(t.interp().new_type_version());
    let mut flags = type_flag::HEAP_TYPE
        | type_flag::BASE_TYPE
        | type_flag::HAVE_GC
        | type_flag::READY
        | ready::inherited_flags(&base);
    for other in &types {
        flags |= other.flags.get() & (type_flag::MAPPING | type_flag::SEQUENCE);
    }
    class.flags.set(flags);
    class.itemsize.set(base.itemsize.get());
    fill_namespace(t, &class, &dict)?;
    lay_out(t, &class, &base, &types, declared.as_ref())?;
    add_members(t, &class, &base, &dict, declared)?;

    let mro = call_mro(t, &class)?;
    class.mro.set(Some(Tuple::from_vec(t, mro)?));
    for base in &types {
        ready::add_subclass(base, &class);
    }
    ready::update_all_slots(t, &class);
    if let Some(cell) = dict.remove(t, &names::__classcell__)? {
        match cell.downcast::<Cell>() {
            Some(cell) => cell.set(Some(class.obj().clone())),
            None => {
                let given = cell.type_of().name_text();
                return Err(t.type_error(format!("type.__new__() __classcell__ must be a nonlocal cell, not {given}")));
            }
        }
    }
    if let Some(cell) = dict.remove(t, &names::__classdictcell__)?
        && let Some(cell) = cell.downcast::<Cell>()
    {
        cell.set(Some(dict.into_obj()));
    }
    Ok(class)
}

/// What CPython puts into every class's dict or wraps there.
fn fill_namespace(t: &Thread, class: &Type, dict: &Dict) -> PyResult<()> {
    if !dict.contains_str(t, &names::__module__)?
        && let Some(globals) = crate::interpreter::current_globals(t)
        && let Some(name) = globals.get_str(t, &names::__name__)?
    {
        dict.set(t, &names::__module__, name)?;
    }
    if !dict.contains_str(t, &names::__doc__)? {
        dict.set(t, &names::__doc__, Obj::NONE)?;
    }
    for (name, is_static) in
        [(&names::__new__, true), (&names::__init_subclass__, false), (&names::__class_getitem__, false)]
    {
        if let Some(found) = dict.get_str(t, name)?
            && found.is_exact::<Function>()
        {
            let wrapped = if is_static {
                descriptors::StaticMethod::new(t, found)?
            } else {
                descriptors::ClassMethod::new(t, found)?
            };
            dict.set(t, name, wrapped)?;
        }
    }
    let defines = |name: &Obj| dict.contains_str(t, name);
    if defines(&names::__eq__)? && !defines(&names::__hash__)? {
        dict.set(t, &names::__hash__, Obj::NONE)?;
    }
    let _ = class;
    Ok(())
}

/// Reads `__slots__`.
fn declared_slots(t: &Thread, dict: &Dict, base: &Type, class: &Str) -> PyResult<Option<Slots>> {
    let Some(value) = dict.get_str(t, &names::__slots__)? else { return Ok(None) };
    let items = if value.downcast::<Str>().is_some() { vec![value.clone()] } else { protocol::collect(t, &value)? };
    let class_text = class.to_string_lossy();
    let mut slots = Slots { names: Vec::new(), dict: false, weakref: false };
    let base_has_dict = base.has_flag(type_flag::SHAPED) || base.has_flag(type_flag::MANAGED_DICT);
    for item in items {
        let Some(text) = item.downcast::<Str>() else {
            let given = item.type_of().name_text();
            return Err(t.type_error(format!("__slots__ items must be strings, not '{given}'")));
        };
        let text = text.to_string_lossy();
        match text.as_str() {
            "__dict__" => {
                if base_has_dict || slots.dict {
                    return Err(t.type_error("__dict__ slot disallowed: we already got one"));
                }
                slots.dict = true;
            }
            "__weakref__" => {
                if base.has_flag(type_flag::WEAKREFABLE) || slots.weakref {
                    return Err(t.type_error("__weakref__ slot disallowed: we already got one"));
                }
                slots.weakref = true;
            }
            name if !is_identifier(name) => return Err(t.type_error("__slots__ must be identifiers")),
            name => slots.names.push(str::intern(t, &mangle(&class_text, name))?),
        }
    }
    let variable = base.itemsize.get() != 0 || base.has_flag(type_flag::LONG_SUBCLASS);
    if !slots.names.is_empty() && variable {
        return Err(t.type_error(format!("nonempty __slots__ not supported for subtype of '{}'", base.name_text())));
    }
    for name in &slots.names {
        let is_class_cell = name.is(&names::__qualname__) || name.is(&names::__classcell__);
        if !is_class_cell && dict.contains_str(t, name)? {
            let name = str::lossy(name);
            return Err(t.value_error(format!("'{name}' in __slots__ conflicts with class variable")));
        }
    }
    slots.names.sort_by_key(str::lossy);
    slots.names.dedup_by(|a, b| a.is(b));
    Ok(Some(slots))
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_alphabetic()) && chars.all(|c| c == '_' || c.is_alphanumeric())
}

/// Private names as the compiler mangles them.
fn mangle(class: &str, name: &str) -> String {
    let class = class.trim_start_matches('_');
    if !name.starts_with("__") || name.ends_with("__") || class.is_empty() {
        return name.to_string();
    }
    format!("_{class}{name}")
}

/// Decides where members, aux word and inline slots of instances lie.
fn lay_out(t: &Thread, class: &Type, base: &Type, bases: &[Ref<Type>], declared: Option<&Slots>) -> PyResult<()> {
    let any_base_shaped = bases.iter().any(|b| b.has_flag(type_flag::SHAPED));
    // Builtin exceptions have a dict, for few of them have attributes; those of classes do, and have slots like others.
    let base_has_native_dict = base.has_flag(type_flag::MANAGED_DICT) && !base.has_flag(type_flag::BASE_EXC_SUBCLASS);
    let shaped = !base_has_native_dict
        && (any_base_shaped
            || base.has_flag(type_flag::BASE_EXC_SUBCLASS)
            || match declared {
                None => true,
                Some(slots) => slots.dict,
            });
    if shaped {
        class.flags.set(class.flags.get() & !type_flag::MANAGED_DICT);
    }
    let weakrefable = bases.iter().any(|b| b.has_flag(type_flag::WEAKREFABLE))
        || match declared {
            None => base.itemsize.get() == 0,
            Some(slots) => slots.weakref,
        };
    if weakrefable {
        class.flags.set(class.flags.get() | type_flag::WEAKREFABLE);
    }
    let own_members = declared.map_or(0, |s| s.names.len()) as u32;
    class.member_count.set(base.member_count.get() + own_members);
    if base.itemsize.get() != 0 {
        class.basicsize.set(base.basicsize.get());
        if shaped {
            class.flags.set(class.flags.get() | type_flag::SHAPED);
            instance::set_capacity(t, class, 0);
        }
        return Ok(());
    }
    let native = slotdefs::native_base(base).basicsize.get().next_multiple_of(8);
    let members_end = native + 8 * class.member_count.get() as usize;
    // Every heap instance has an aux word, so that layouts of sibling classes agree.
    class.aux_offset.set(members_end as u32);
    class.basicsize.set(members_end + 8);
    if shaped {
        class.flags.set(class.flags.get() | type_flag::SHAPED);
        instance::set_capacity(t, class, first_capacity(t, class, base)?);
    }
    Ok(())
}

/// A guess at how many attributes instances have: what the compiler saw assigned to `self`.
fn first_capacity(t: &Thread, class: &Type, base: &Type) -> PyResult<u32> {
    let own = match class.dict().get_str(t, &names::__static_attributes__)? {
        Some(found) => found.downcast::<Tuple>().map_or(0, Tuple::len),
        None => 0,
    };
    let inherited = if base.has_flag(type_flag::SHAPED) { base.inline_capacity.get() as usize } else { 0 };
    Ok((own + inherited).min(MAX_FIRST_CAPACITY) as u32)
}

/// Puts descriptors for `__slots__`, `__dict__` and `__weakref__` into the class's dict.
fn add_members(t: &Thread, class: &Ref<Type>, base: &Type, dict: &Dict, declared: Option<Slots>) -> PyResult<()> {
    let native = slotdefs::native_base(base).basicsize.get().next_multiple_of(8);
    let first = native as u32 + 8 * base.member_count.get();
    for (index, name) in declared.iter().flat_map(|s| &s.names).enumerate() {
        let member = native::Member::new(t, class, name, first + 8 * index as u32)?;
        dict.set(t, name, member.into_obj())?;
    }
    let has = |flag: usize, class: &Type| class.has_flag(flag);
    // Exceptions inherit theirs.
    let has_own_dict =
        has(type_flag::SHAPED, class) && !has(type_flag::SHAPED, base) && !has(type_flag::BASE_EXC_SUBCLASS, base);
    if has_own_dict && !dict.contains_str(t, &names::__dict__)? {
        let getset = native::GetSet::new(t, class, &descriptors::INSTANCE_DICT)?;
        dict.set(t, &names::__dict__, getset.into_obj())?;
    }
    if has(type_flag::WEAKREFABLE, class)
        && !has(type_flag::WEAKREFABLE, base)
        && !dict.contains_str(t, &names::__weakref__)?
    {
        let getset = native::GetSet::new(t, class, &descriptors::INSTANCE_WEAKREF)?;
        dict.set(t, &names::__weakref__, getset.into_obj())?;
    }
    Ok(())
}

/// The MRO by the metaclass's `mro` method.
fn call_mro(t: &Thread, class: &Ref<Type>) -> PyResult<Vec<Obj>> {
    let meta = class.obj().type_of();
    if meta.is(Type::class()) {
        return compute_mro(t, class);
    }
    let method = crate::object::lookup::lookup(t, meta, &names::mro);
    if method.as_ref().is_some_and(|m| m.is_exact::<native::MethodDescriptor>()) {
        return compute_mro(t, class);
    }
    let result = crate::call::call_method0(t, class.obj(), &names::mro)?;
    let mro = protocol::collect(t, &result)?;
    for item in &mro {
        if item.downcast::<Type>().is_none() {
            let given = item.type_of().name_text();
            return Err(t.type_error(format!("mro() returned a non-class ('{given}')")));
        }
    }
    Ok(mro)
}

/// The C3 linearisation of a class.
pub fn compute_mro(t: &Thread, class: &Type) -> PyResult<Vec<Obj>> {
    let bases: Vec<Ref<Type>> = class
        .bases
        .get()
        .map_or(Vec::new(), |b| b.items().iter().filter_map(|b| b.clone().into_ref::<Type>().ok()).collect());
    for (i, base) in bases.iter().enumerate() {
        if bases[..i].iter().any(|other| other.is(base)) {
            return Err(t.type_error(format!("duplicate base class {}", base.name_text())));
        }
    }
    ready::c3_merge(t, &class.borrowed_obj(), &bases)
}

/// Calls `__set_name__` on what the class body defined.
fn set_names(t: &Thread, class: &Ref<Type>) -> PyResult<()> {
    for (name, value) in class.dict().entries() {
        let Some((method, bound)) = attributes::lookup_special(t, &value, &names::__set_name__)? else { continue };
        let result = if bound {
            crate::call::call2(t, &method, class.obj(), &name)
        } else {
            crate::call::call(t, &method, &[value.clone(), class.obj().clone(), name.clone()])
        };
        if let Err(raised) = result {
            let note = format!(
                "Error calling __set_name__ on '{}' instance {} in '{}'",
                value.type_of().name_text(),
                protocol::repr_text(t, &name),
                class.name_text()
            );
            return Err(crate::exceptions::add_note(t, raised, &note));
        }
    }
    Ok(())
}

/// Calls the parent's `__init_subclass__` with the class statement's keywords.
fn init_subclass(t: &Thread, class: &Ref<Type>, args: Args) -> PyResult<()> {
    let parent = descriptors::Super::new(t, class, class.obj())?;
    let method = attributes::get(t, &parent, &names::__init_subclass__)?;
    let keywords = args.skip(3);
    crate::call::call_args(t, &method, keywords)?;
    Ok(())
}

/// Whether the header belongs to a type the collector follows.
pub fn is_tracked(head: &Header) -> bool {
    head.has_flag(flag::TRACKED)
}
