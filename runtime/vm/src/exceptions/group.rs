//! Exception groups (PEP 654) and what `except*` needs.

use super::{BaseException, tree as e};
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::call::{self, Args, IntoPy};
use crate::object::attributes;
use crate::object::protocol;
use crate::object::types::{NativeType, Type};
use crate::object::value::Obj;
use crate::thread::{PyResult, Thread, names};

pub const MESSAGE: usize = 0;
pub const EXCEPTIONS: usize = 1;

pub fn base_class() -> &'static Type {
    &e::BASE_EXCEPTION_GROUP
}

fn exception_group_class(t: &Thread) -> PyResult {
    match t.interp().builtins().get_text(t, "ExceptionGroup")? {
        Some(class) => Ok(class),
        None => Err(t.system_error("builtins lack ExceptionGroup")),
    }
}

/// `BaseExceptionGroup(message, exceptions)`.
pub fn new(t: &Thread, class: &Type, args: Args) -> PyResult {
    args.check_positional(t, "BaseExceptionGroup.__new__()", 2, 2).map_err(|raised| {
        drop(t.take_exception(raised));
        t.type_error(format!("BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)", args.len()))
    })?;
    let [message, exceptions] = [&args.pos()[0], &args.pos()[1]];
    if message.downcast::<Str>().is_none() {
        let given = message.type_of().name_text();
        return Err(t.type_error(format!("BaseExceptionGroup.__new__() argument 1 must be str, not {given}")));
    }
    if !protocol::iteration::is_sequence(exceptions) {
        return Err(t.type_error("second argument (exceptions) must be a sequence"));
    }
    let items = protocol::collect(t, exceptions)?;
    if items.is_empty() {
        return Err(t.value_error("second argument (exceptions) must be a non-empty sequence"));
    }
    let mut all_plain = true;
    for (i, item) in items.iter().enumerate() {
        if item.downcast::<BaseException>().is_none() {
            return Err(t.value_error(format!("Item {i} of second argument (exceptions) is not an exception")));
        }
        all_plain &= item.type_of().is_subtype(&e::EXCEPTION);
    }
    let group_class = exception_group_class(t)?;
    let is_group = group_class.downcast::<Type>().is_some_and(|g| class.is(g));
    let derives_exception = class.is_subtype(&e::EXCEPTION);
    let made_class: Obj = if class.is(base_class()) && all_plain { group_class } else { class.borrowed_obj().clone() };
    if derives_exception && !all_plain {
        let name = class.name_text();
        return Err(t.type_error(if is_group {
            "Cannot nest BaseExceptions in an ExceptionGroup".to_string()
        } else {
            format!("Cannot nest BaseExceptions in '{name}'")
        }));
    }
    let Some(class) = made_class.downcast::<Type>() else { return Err(t.system_error("ExceptionGroup")) };
    let made = BaseException::allocate(t, class, Tuple::from_slice(t, args.pos())?)?;
    made.field(MESSAGE).set(Some(message.clone()));
    made.field(EXCEPTIONS).set(Some(Tuple::from_vec(t, items)?.into_obj()));
    Ok(made.into_obj())
}

pub fn init(t: &Thread, this: &Obj, args: Args) -> PyResult<()> {
    if args.has_keywords() {
        let class = this.type_of().name_text();
        return Err(t.type_error(format!("{class}() takes no keyword arguments")));
    }
    if let Some(this) = this.downcast::<BaseException>() {
        this.args.set(Some(Tuple::from_slice(t, args.pos())?));
    }
    Ok(())
}

/// The nested exceptions.
pub fn nested(this: &BaseException) -> Vec<Obj> {
    let list = this.field(EXCEPTIONS).get();
    list.and_then(|l| l.downcast::<Tuple>().map(|l| l.items().to_vec())).unwrap_or_default()
}

pub fn to_str(t: &Thread, this: &Obj) -> PyResult {
    let Some(this) = this.downcast::<BaseException>() else { return "".into_py(t) };
    let count = nested(this).len();
    let plural = if count == 1 { "" } else { "s" };
    let message = protocol::str_text(t, &this.field(MESSAGE).get_or_none())?;
    format!("{message} ({count} sub-exception{plural})").into_py(t)
}

pub fn repr(t: &Thread, this: &Obj) -> PyResult {
    let Some(e) = this.downcast::<BaseException>() else { return "".into_py(t) };
    let class = this.type_of().name_text();
    let message = protocol::repr(t, &e.field(MESSAGE).get_or_none())?.to_string_lossy();
    let original = e.arguments();
    let shown = match original.get(1) {
        Some(list) if list.downcast::<List>().is_some() => List::from_vec(t, nested(e))?.into_obj(),
        _ => e.field(EXCEPTIONS).get_or_none(),
    };
    let list = protocol::repr(t, &shown)?.to_string_lossy();
    format!("{class}({message}, {list})").into_py(t)
}

fn is_group(object: &Obj) -> bool {
    object.type_of().is_subtype(base_class())
}

/// A group of the same kind with other exceptions: `derive`, with traceback, cause, context and notes.
fn derive(t: &Thread, group: &Obj, exceptions: Vec<Obj>) -> PyResult {
    let list = List::from_vec(t, exceptions)?.into_obj();
    let method = crate::builtins::str::intern(t, "derive")?;
    let made = call::call_method1(t, group, &method, &list)?;
    if let (Some(from), Some(to)) = (group.downcast::<BaseException>(), made.downcast::<BaseException>()) {
        if !is_group(&made) {
            return Err(t.type_error("derive must return an instance of BaseExceptionGroup"));
        }
        to.traceback.set(from.traceback.get());
        to.context.set(from.context.get());
        to.cause.set(from.cause.get());
        to.suppress_context.set(from.suppress_context.get());
        if let Some(notes) = attributes::get_optional(t, group, &names::__notes__)? {
            let copy = List::from_vec(t, protocol::collect(t, &notes)?)?.into_obj();
            attributes::set(t, &made, &names::__notes__, Some(&copy))?;
        }
    }
    Ok(made)
}

/// Splits an exception (or group, recursively) by a condition into what satisfies it and the rest.
pub fn split(t: &Thread, exception: &Obj, condition: &dyn Fn(&Obj) -> PyResult<bool>) -> PyResult<(Obj, Obj)> {
    t.check_native_stack(" in exceptiongroup_split_recursive")?;
    if condition(exception)? {
        return Ok((exception.clone(), Obj::NONE));
    }
    if !is_group(exception) {
        return Ok((Obj::NONE, exception.clone()));
    }
    let Some(group) = exception.downcast::<BaseException>() else { return Ok((Obj::NONE, exception.clone())) };
    let (mut matched, mut rest) = (Vec::new(), Vec::new());
    for item in nested(group) {
        let (m, r) = split(t, &item, condition)?;
        matched.extend(Some(m).filter(|m| !m.is_none()));
        rest.extend(Some(r).filter(|r| !r.is_none()));
    }
    let side = |list: Vec<Obj>| if list.is_empty() { Ok(Obj::NONE) } else { derive(t, exception, list) };
    Ok((side(matched)?, side(rest)?))
}

/// What `except* class` takes of an exception: (matched, rest), None where there is nothing.
pub fn match_star(t: &Thread, exception: &Obj, class: &Obj) -> PyResult<(Obj, Obj)> {
    if exception.is_none() {
        return Ok((Obj::NONE, Obj::NONE));
    }
    if super::matches(exception, class) {
        if is_group(exception) {
            return Ok((exception.clone(), Obj::NONE));
        }
        // A naked exception is wrapped, and keeps its traceback.
        let message = "".into_py(t)?;
        let list = Tuple::from_slice(t, std::slice::from_ref(exception))?.into_obj();
        let wrapped = BaseException::instantiate(t, base_class(), &[message, list])?;
        if let (Some(from), Some(to)) = (exception.downcast::<BaseException>(), wrapped.downcast::<BaseException>()) {
            to.traceback.set(from.traceback.get());
        }
        return Ok((wrapped, Obj::NONE));
    }
    if is_group(exception) {
        return split(t, exception, &|e| Ok(super::matches(e, class)));
    }
    Ok((Obj::NONE, exception.clone()))
}

/// After all `except*` clauses: what is to be raised again of the original and what the clauses raised.
pub fn prepare_reraise_star(t: &Thread, original: &Obj, raised: &Obj) -> PyResult {
    let list: Vec<Obj> = protocol::collect(t, raised)?.into_iter().filter(|e| !e.is_none()).collect();
    if list.is_empty() {
        return Ok(Obj::NONE);
    }
    if !is_group(original) {
        // A naked exception was caught and wrapped: at most one comes out.
        return Ok(list[0].clone());
    }
    let (mut reraised, mut fresh) = (Vec::new(), Vec::new());
    for exception in list {
        if same_metadata(t, &exception, original)? { reraised.push(exception) } else { fresh.push(exception) }
    }
    let projection = if reraised.is_empty() { Obj::NONE } else { project(t, original, &reraised)? };
    if fresh.is_empty() {
        return Ok(projection);
    }
    if !projection.is_none() {
        fresh.push(projection);
    }
    if let [one] = fresh.as_slice() {
        return Ok(one.clone());
    }
    let message = "".into_py(t)?;
    let list = List::from_vec(t, fresh)?.into_obj();
    BaseException::instantiate(t, base_class(), &[message, list])
}

fn same_metadata(t: &Thread, a: &Obj, b: &Obj) -> PyResult<bool> {
    let (Some(x), Some(y)) = (a.downcast::<BaseException>(), b.downcast::<BaseException>()) else { return Ok(false) };
    let notes = |o: &Obj| attributes::get_optional(t, o, &names::__notes__);
    let same_notes = match (notes(a)?, notes(b)?) {
        (None, None) => true,
        (Some(p), Some(q)) => protocol::equals(t, &p, &q)?,
        _ => false,
    };
    Ok(is_group(a)
        && x.traceback.value() == y.traceback.value()
        && x.context.value() == y.context.value()
        && x.cause.value() == y.cause.value()
        && same_notes)
}

/// The part of the original group whose leaves are in one of the groups.
fn project(t: &Thread, original: &Obj, keep: &[Obj]) -> PyResult {
    let mut leaves = Vec::new();
    for group in keep {
        collect_leaves(group, &mut leaves);
    }
    let (matched, _) = split(t, original, &|e| Ok(!is_group(e) && leaves.contains(&e.value().bits())))?;
    Ok(matched)
}

fn collect_leaves(exception: &Obj, leaves: &mut Vec<u64>) {
    if is_group(exception) {
        if let Some(group) = exception.downcast::<BaseException>() {
            nested(group).iter().for_each(|e| collect_leaves(e, leaves));
        }
    } else {
        leaves.push(exception.value().bits());
    }
}

/// Whether an exception belongs to the matched part.
pub type Condition<'a> = Box<dyn Fn(&Obj) -> PyResult<bool> + 'a>;

/// A condition as `split` and `subgroup` take it: a class, a tuple of classes or a function.
pub fn condition<'a>(t: &'a Thread, value: &'a Obj) -> PyResult<Condition<'a>> {
    let is_class = |o: &Obj| o.downcast::<Type>().is_some_and(|c| c.is_subtype(BaseException::static_type()));
    let is_tuple = value.downcast::<Tuple>().is_some_and(|tuple| tuple.items().iter().all(is_class));
    if is_class(value) || is_tuple {
        return Ok(Box::new(move |e| Ok(super::matches(e, value))));
    }
    if value.type_of().slots.call.get().is_some() && value.downcast::<Type>().is_none() {
        return Ok(Box::new(move |e| {
            let result = call::call1(t, value, e)?;
            protocol::is_true(t, &result)
        }));
    }
    Err(t.type_error("expected an exception type, a tuple of exception types, or a callable (other than a class)"))
}

#[taipan_macros::pymethods(list = GROUP_METHODS, class = "BaseExceptionGroup")]
impl BaseException {
    #[pymethod(name = "split", sig = "($self, matcher_value, /)")]
    fn group_split(t: &Thread, this: &Obj, matcher: &Obj) -> PyResult {
        let condition = condition(t, matcher)?;
        let (matched, rest) = split(t, this, &condition)?;
        crate::builtins::object::pair(t, matched, rest)
    }

    #[pymethod(name = "subgroup", sig = "($self, matcher_value, /)")]
    fn group_subgroup(t: &Thread, this: &Obj, matcher: &Obj) -> PyResult {
        let condition = condition(t, matcher)?;
        split(t, this, &condition).map(|(matched, _)| matched)
    }

    #[pymethod(name = "derive", sig = "($self, excs, /)")]
    fn group_derive(t: &Thread, this: &BaseException, exceptions: &Obj) -> PyResult {
        let arguments = [this.field(MESSAGE).get_or_none(), exceptions.clone()];
        BaseException::instantiate(t, base_class(), &arguments)
    }

    #[pyclassmethod(name = "__class_getitem__", sig = "($cls, object, /)")]
    fn group_class_getitem(t: &Thread, this: &Obj, argument: &Obj) -> PyResult {
        crate::builtins::generic_alias(t, this, argument)
    }
}

/// Makes `ExceptionGroup`, which derives from `BaseExceptionGroup` and `Exception`.
pub fn make_exception_group(t: &Thread) -> PyResult {
    let name = crate::builtins::str::intern(t, "ExceptionGroup")?;
    let bases = [base_class().borrowed_obj().clone(), e::EXCEPTION.borrowed_obj().clone()];
    let bases = Tuple::from_slice(t, &bases)?.into_obj();
    let namespace = crate::builtins::dict::Dict::new(t)?;
    namespace.set(t, &names::__module__, Obj::clone(&names::builtins))?;
    let meta = Type::class().borrowed_obj().clone();
    call::call(t, &meta, &[name, bases, namespace.into_obj()])
}
