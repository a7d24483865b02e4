//! `types.GenericAlias` (`list[int]`) and `typing.Union` (`int | str`).

use taipan_macros::pyclass;

use super::list::List;
use super::str::{self, Str};
use super::tuple::Tuple;
use crate::call::{self, Args};
use crate::memory::{self, Visitor};
use crate::object::cell::{ObjCell, RefOf};
use crate::object::header::Header;
use crate::object::slots::Comparison;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::object::{attributes, lookup, protocol};
use crate::thread::{PyResult, Thread, names};

/// A class with type arguments.
#[repr(C)]
pub struct GenericAlias {
    head: Header,
    origin: ObjCell,
    args: RefOf<Tuple>,
    /// `*list[int]`
    starred: bool,
}

/// Attributes that are the alias's own; all others are the origin's.
const OWN: &[&str] = &[
    "__class__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
    "__copy__",
    "__deepcopy__",
];

/// `origin[arguments]`.
pub fn alias(t: &Thread, origin: &Obj, arguments: &Obj) -> PyResult {
    make(t, origin, arguments, false)
}

fn make(t: &Thread, origin: &Obj, arguments: &Obj, starred: bool) -> PyResult {
    let args = match arguments.downcast::<Tuple>() {
        Some(tuple) => tuple.to_ref(),
        None => Tuple::from_slice(t, std::slice::from_ref(arguments))?,
    };
    let origin = ObjCell::new(origin.clone());
    memory::new_object(t, GenericAlias::class(), |head| GenericAlias { head, origin, args: RefOf::new(args), starred })
        .map(Ref::into_obj)
}

impl GenericAlias {
    fn origin(&self) -> Obj {
        self.origin.get_or_none()
    }

    fn arguments(&self) -> Vec<Obj> {
        self.args.get().map_or(Vec::new(), |a| a.items().to_vec())
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.origin.visit(visitor);
        self.args.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {}
}

/// How a type is written in an alias or union.
fn type_text(t: &Thread, item: &Obj) -> PyResult<String> {
    if item.is(&Obj::ELLIPSIS) {
        return Ok("...".into());
    }
    if item.type_of().is(super::singletons::none_type()) {
        return Ok("None".into());
    }
    let is_alias = item.is_exact::<GenericAlias>();
    let qualname = attributes::get_optional(t, item, &names::__qualname__)?.filter(|_| !is_alias);
    let module = attributes::get_optional(t, item, &names::__module__)?;
    match (qualname, module) {
        (Some(qualname), Some(module)) if qualname.downcast::<Str>().is_some() && !module.is_none() => {
            if item.is(&super::singletons::none_type().borrowed_obj()) {
                return Ok("None".into());
            }
            let (qualname, module) = (str::lossy(&qualname), str::lossy(&module));
            Ok(if module == "builtins" { qualname } else { format!("{module}.{qualname}") })
        }
        _ => Ok(protocol::repr(t, item)?.to_string_lossy()),
    }
}

/// Represent a PEP 585 generic type
///
/// E.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).
#[pyclass(name = "GenericAlias", module = "types", gc, flags = type_flag::BASE_TYPE)]
impl GenericAlias {
    #[pyslot]
    fn __new__(t: &Thread, _class: &Type, args: Args) -> PyResult {
        args.no_keywords(t, "GenericAlias")?;
        args.check_positional(t, "GenericAlias", 2, 2)?;
        alias(t, &args.pos()[0], &args.pos()[1])
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &GenericAlias) -> PyResult<String> {
        let mut parts = Vec::new();
        for item in this.arguments() {
            parts.push(match item.downcast::<List>() {
                Some(list) => {
                    let inner = list.to_vec().iter().map(|i| type_text(t, i)).collect::<PyResult<Vec<_>>>()?;
                    format!("[{}]", inner.join(", "))
                }
                None => type_text(t, &item)?,
            });
        }
        let star = if this.starred { "*" } else { "" };
        let inner = if parts.is_empty() { "()".to_string() } else { parts.join(", ") };
        Ok(format!("{star}{}[{inner}]", type_text(t, &this.origin())?))
    }

    #[pyslot]
    fn __call__(t: &Thread, this: &GenericAlias, args: Args) -> PyResult {
        let made = call::call_args(t, &this.origin(), args)?;
        let name = str::intern(t, "__orig_class__")?;
        if let Err(raised) = attributes::set(t, &made, &name, Some(&this.borrowed())) {
            let quiet = t.raised_is(&crate::exceptions::ATTRIBUTE_ERROR) || t.raised_is(&crate::exceptions::TYPE_ERROR);
            if !quiet {
                return Err(raised);
            }
            drop(t.take_exception(raised));
        }
        Ok(made)
    }

    #[pyslot]
    fn __getattribute__(t: &Thread, this: &GenericAlias, name: &Obj) -> PyResult {
        let text = str::lossy(name);
        let special = text.starts_with("__") && text.ends_with("__") && is_plain_special(&text);
        if special || OWN.contains(&text.as_str()) {
            return attributes::generic_get(t, &this.borrowed(), name);
        }
        attributes::get(t, &this.origin(), name)
    }

    #[pyslot]
    fn __hash__(t: &Thread, this: &GenericAlias) -> PyResult<i64> {
        let args = this.args.get().map_or(Obj::NONE, Ref::into_obj);
        Ok(protocol::hash(t, &this.origin())? ^ protocol::hash(t, &args)?)
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (this.exact::<GenericAlias>(), other.exact::<GenericAlias>()) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        if !matches!(op, Comparison::Eq | Comparison::Ne) {
            return Ok(Obj::NOT_IMPLEMENTED);
        }
        let args = |g: &GenericAlias| g.args.get().map_or(Obj::NONE, Ref::into_obj);
        let equal = a.starred == b.starred
            && protocol::equals(t, &a.origin(), &b.origin())?
            && protocol::equals(t, &args(a), &args(b))?;
        Ok(Obj::from_bool(equal == (op == Comparison::Eq)))
    }

    #[pyslot]
    fn __getitem__(t: &Thread, this: &Obj, _arguments: &Obj) -> PyResult {
        let text = protocol::repr_text(t, this);
        Err(t.type_error(format!("{text} is not a generic class")))
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &GenericAlias) -> PyResult {
        let args = this.args.get().map_or(Obj::NONE, Ref::into_obj);
        let starred = make(t, &this.origin(), &args, true)?;
        let list = List::from_vec(t, vec![starred])?.into_obj();
        protocol::iter(t, &list)
    }

    #[pyslot]
    fn __or__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        union(t, a, b)
    }

    #[pygetter]
    fn __origin__(_t: &Thread, this: &GenericAlias) -> Obj {
        this.origin()
    }

    #[pygetter]
    fn __args__(_t: &Thread, this: &GenericAlias) -> Option<Ref<Tuple>> {
        this.args.get()
    }

    #[pygetter]
    fn __parameters__(t: &Thread, this: &GenericAlias) -> PyResult<Ref<Tuple>> {
        let mut found: Vec<Obj> = Vec::new();
        for item in this.arguments() {
            parameters_of(t, &item, &mut found)?;
        }
        Tuple::from_vec(t, found)
    }

    #[pygetter]
    fn __unpacked__(_t: &Thread, this: &GenericAlias) -> bool {
        this.starred
    }

    #[pymethod]
    fn __mro_entries__(t: &Thread, this: &GenericAlias, _bases: &Obj) -> PyResult<Ref<Tuple>> {
        Tuple::from_vec(t, vec![this.origin()])
    }

    #[pymethod]
    fn __instancecheck__(t: &Thread, _this: &GenericAlias, _object: &Obj) -> PyResult {
        Err(t.type_error("isinstance() argument 2 cannot be a parameterized generic"))
    }

    #[pymethod]
    fn __subclasscheck__(t: &Thread, _this: &GenericAlias, _object: &Obj) -> PyResult {
        Err(t.type_error("issubclass() argument 2 cannot be a parameterized generic"))
    }

    #[pymethod]
    fn __reduce__(t: &Thread, this: &GenericAlias) -> PyResult {
        let args = this.args.get().map_or(Obj::NONE, Ref::into_obj);
        let arguments = super::object::pair(t, this.origin(), args)?;
        super::object::pair(t, GenericAlias::class().borrowed_obj().clone(), arguments)
    }
}

/// Special names that every object has; the origin's are not asked for these.
fn is_plain_special(name: &str) -> bool {
    !matches!(name, "__name__" | "__qualname__" | "__module__" | "__doc__" | "__dict__" | "__bases__" | "__mro__")
}

/// The type variables of an argument.
fn parameters_of(t: &Thread, item: &Obj, found: &mut Vec<Obj>) -> PyResult<()> {
    if item.downcast::<Type>().is_some() {
        return Ok(());
    }
    let add = |variable: Obj, found: &mut Vec<Obj>| {
        if !found.iter().any(|f| f.is(&variable)) {
            found.push(variable);
        }
    };
    if lookup::lookup(t, item.type_of(), &names::__typing_subst__).is_some() {
        add(item.clone(), found);
        return Ok(());
    }
    let name = str::intern(t, "__parameters__")?;
    if let Some(nested) = attributes::get_optional(t, item, &name)?
        && let Some(nested) = nested.downcast::<Tuple>()
    {
        nested.items().iter().for_each(|v| add(v.clone(), found));
    }
    Ok(())
}

/// A union of types.
#[repr(C)]
pub struct Union {
    head: Header,
    args: RefOf<Tuple>,
}

impl Union {
    fn members(&self) -> Vec<Obj> {
        self.args.get().map_or(Vec::new(), |a| a.items().to_vec())
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.args.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {}
}

/// Whether an operand of `|` can be part of a union.
fn is_unionable(object: &Obj) -> bool {
    object.is_none()
        || object.downcast::<Type>().is_some()
        || object.is_exact::<GenericAlias>()
        || object.is_exact::<Union>()
}

/// `a | b` of types.
pub fn union(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
    if !is_unionable(a) || !is_unionable(b) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let mut members: Vec<Obj> = Vec::new();
    for operand in [a, b] {
        let parts = match operand.exact::<Union>() {
            Some(union) => union.members(),
            None if operand.is_none() => vec![super::singletons::none_type().borrowed_obj().clone()],
            None => vec![operand.clone()],
        };
        for part in parts {
            let mut known = false;
            for member in &members {
                if protocol::equals(t, member, &part)? {
                    known = true;
                    break;
                }
            }
            if !known {
                members.push(part);
            }
        }
    }
    if let [one] = members.as_slice() {
        return Ok(one.clone());
    }
    let args = Tuple::from_vec(t, members)?;
    memory::new_object(t, Union::class(), |head| Union { head, args: RefOf::new(args) }).map(Ref::into_obj)
}

/// Represent a union type
///
/// E.g. for int | str
#[pyclass(name = "Union", module = "typing", gc)]
impl Union {
    #[pyslot]
    fn __repr__(t: &Thread, this: &Union) -> PyResult<String> {
        let parts = this.members().iter().map(|m| type_text(t, m)).collect::<PyResult<Vec<_>>>()?;
        Ok(parts.join(" | "))
    }

    #[pyslot]
    fn __hash__(t: &Thread, this: &Union) -> PyResult<i64> {
        let mut hasher = crate::numeric::hash::FrozenSetHasher::new();
        for member in this.members() {
            hasher.add(protocol::hash(t, &member)?);
        }
        Ok(hasher.finish())
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (this.exact::<Union>(), other.exact::<Union>()) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        if !matches!(op, Comparison::Eq | Comparison::Ne) {
            return Ok(Obj::NOT_IMPLEMENTED);
        }
        let (x, y) = (a.members(), b.members());
        let mut equal = x.len() == y.len();
        for member in &x {
            let mut found = false;
            for other in &y {
                if protocol::equals(t, member, other)? {
                    found = true;
                    break;
                }
            }
            equal &= found;
        }
        Ok(Obj::from_bool(equal == (op == Comparison::Eq)))
    }

    #[pyslot]
    fn __or__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        union(t, a, b)
    }

    #[pygetter]
    fn __args__(_t: &Thread, this: &Union) -> Option<Ref<Tuple>> {
        this.args.get()
    }

    #[pygetter]
    fn __origin__(_t: &Thread, _this: &Union) -> Obj {
        Union::class().borrowed_obj().clone()
    }

    #[pygetter]
    fn __name__(_t: &Thread, _this: &Union) -> &'static str {
        "Union"
    }

    #[pygetter]
    fn __qualname__(_t: &Thread, _this: &Union) -> &'static str {
        "Union"
    }

    #[pygetter]
    fn __parameters__(t: &Thread, this: &Union) -> PyResult<Ref<Tuple>> {
        let mut found: Vec<Obj> = Vec::new();
        for item in this.members() {
            parameters_of(t, &item, &mut found)?;
        }
        Tuple::from_vec(t, found)
    }

    #[pymethod]
    fn __instancecheck__(t: &Thread, this: &Union, object: &Obj) -> PyResult<bool> {
        check_members(t, this, "isinstance")?;
        for member in this.members() {
            if protocol::is_instance(t, object, &member)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    #[pymethod]
    fn __subclasscheck__(t: &Thread, this: &Union, class: &Obj) -> PyResult<bool> {
        check_members(t, this, "issubclass")?;
        if class.downcast::<Type>().is_none() {
            return Err(t.type_error("issubclass() arg 1 must be a class"));
        }
        for member in this.members() {
            if protocol::is_subclass(t, class, &member)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn check_members(t: &Thread, union: &Union, function: &str) -> PyResult<()> {
    if union.members().iter().any(|m| m.is_exact::<GenericAlias>()) {
        return Err(t.type_error(format!("{function}() argument 2 cannot be a parameterized generic")));
    }
    Ok(())
}

/// The types of this file.
pub const TYPES: &[fn() -> &'static Type] = &[GenericAlias::class, Union::class];
