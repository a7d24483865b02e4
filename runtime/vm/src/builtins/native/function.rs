//! `builtin_function_or_method`.

use taipan_macros::pyclass;

use crate::call::{self, Args};
use crate::memory::{self, Visitor};
use crate::object::cell::ObjCell;
use crate::object::header::Header;
use crate::object::slots::Comparison;
use crate::object::types::{Binding, MethodDef, NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref, Value};
use crate::thread::{PyResult, Thread};

use crate::builtins::str;

#[repr(C)]
pub struct NativeFunction {
    head: Header,
    def: &'static MethodDef,
    /// The receiver of a bound method, the module of a function, the type of a `__new__`.
    receiver: ObjCell,
    module: ObjCell,
    /// Whether the receiver is passed as first argument.
    bound: bool,
}

/// The definition behind every builtin type's `__new__`.
static NEW: MethodDef = MethodDef {
    name: "__new__",
    entry: new_entry,
    binding: Binding::Static,
    signature: "($type, *args, **kwargs)",
    doc: "Create and return a new object.  See help(type) for accurate signature.",
    returns: "",
    effects: "",
};

impl NativeFunction {
    /// A function of a module.
    pub fn new(
        t: &Thread,
        def: &'static MethodDef,
        receiver: Option<&Obj>,
        module: Option<Obj>,
    ) -> PyResult<Ref<NativeFunction>> {
        NativeFunction::make(t, def, receiver.cloned(), module, false)
    }

    /// A method bound to its receiver.
    pub fn bind(t: &Thread, def: &'static MethodDef, receiver: Obj) -> PyResult<Ref<NativeFunction>> {
        NativeFunction::make(t, def, Some(receiver), None, true)
    }

    /// The `__new__` of a builtin type.
    pub fn new_new(t: &Thread, class: &Type) -> PyResult {
        NativeFunction::make(t, &NEW, Some(class.borrowed_obj().clone()), None, false).map(Ref::into_obj)
    }

    fn make(
        t: &Thread,
        def: &'static MethodDef,
        receiver: Option<Obj>,
        module: Option<Obj>,
        bound: bool,
    ) -> PyResult<Ref<NativeFunction>> {
        memory::new_object(t, NativeFunction::class(), |head| NativeFunction {
            head,
            def,
            receiver: ObjCell::from_option(receiver),
            module: ObjCell::from_option(module),
            bound,
        })
    }

    #[inline(always)]
    pub fn def(&self) -> &'static MethodDef {
        self.def
    }

    /// The receiver, if this is a bound method.
    #[inline]
    pub fn bound_receiver(&self) -> Option<Obj> {
        if self.bound { self.receiver.get() } else { None }
    }

    #[inline(always)]
    pub fn is_bound(&self) -> bool {
        self.bound
    }

    /// The module that a module's function belongs to.
    pub fn of_module(&self) -> Option<Ref<crate::builtins::module::Module>> {
        if self.bound { None } else { self.receiver.get()?.into_ref().ok() }
    }

    /// Whether this is the `__new__` of a builtin type.
    #[inline(always)]
    pub fn is_new(&self) -> bool {
        std::ptr::eq(self.def, &NEW)
    }

    /// The type a `__new__` makes instances of.
    pub fn new_type(&self) -> Option<&Type> {
        if !self.is_new() {
            return None;
        }
        // SAFETY: the receiver is never replaced.
        unsafe { self.receiver.borrow() }.and_then(|o| o.downcast::<Type>())
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.receiver.visit(visitor);
        self.module.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {}

    fn receiver_type_name(&self) -> Option<String> {
        let receiver = self.receiver.get().filter(|_| self.bound || self.new_type().is_some())?;
        Some(match receiver.downcast::<Type>() {
            Some(class) => class.name_text(),
            None => receiver.type_of().name_text(),
        })
    }
}

#[pyclass(name = "builtin_function_or_method", gc, flags = type_flag::DISALLOW_INSTANTIATION | type_flag::WEAKREFABLE)]
impl NativeFunction {
    #[pyslot]
    fn __call__(t: &Thread, this: &NativeFunction, args: Args) -> PyResult {
        invoke(t, this, args)
    }

    #[pyslot]
    fn __repr__(_t: &Thread, this: &NativeFunction) -> PyResult<String> {
        let name = this.def.name;
        Ok(match this.receiver.get().filter(|_| this.bound || this.new_type().is_some()) {
            Some(receiver) => format!(
                "<built-in method {name} of {} object at {:#x}>",
                receiver.type_of().name_text(),
                receiver.value().bits()
            ),
            None => format!("<built-in function {name}>"),
        })
    }

    #[pyslot]
    fn __richcompare__(_t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (this.exact::<NativeFunction>(), other.exact::<NativeFunction>()) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        let equal = std::ptr::eq(a.def, b.def) && a.receiver.value() == b.receiver.value();
        match op {
            Comparison::Eq => Ok(Obj::from_bool(equal)),
            Comparison::Ne => Ok(Obj::from_bool(!equal)),
            _ => Ok(Obj::NOT_IMPLEMENTED),
        }
    }

    #[pyslot]
    fn __hash__(_t: &Thread, this: &NativeFunction) -> PyResult<i64> {
        let hash = (this.def as *const MethodDef as u64 ^ this.receiver.value().bits().rotate_right(4)) as i64;
        Ok(if hash == -1 { -2 } else { hash })
    }

    #[pygetter]
    fn __name__(_t: &Thread, this: &NativeFunction) -> &'static str {
        this.def.name
    }

    #[pygetter]
    fn __qualname__(_t: &Thread, this: &NativeFunction) -> String {
        match this.receiver_type_name() {
            Some(class) => format!("{class}.{}", this.def.name),
            None => this.def.name.to_string(),
        }
    }

    #[pygetter]
    fn __module__(_t: &Thread, this: &NativeFunction) -> Obj {
        this.module.get_or_none()
    }

    #[pygetter]
    fn __doc__(t: &Thread, this: &NativeFunction) -> PyResult {
        super::doc(t, this.def.doc)
    }

    #[pygetter]
    fn __text_signature__(t: &Thread, this: &NativeFunction) -> PyResult {
        super::signature(t, this.def.signature)
    }

    #[pygetter]
    fn __self__(_t: &Thread, this: &NativeFunction) -> Obj {
        this.receiver.get_or_none()
    }

    #[pymethod]
    fn __reduce__(t: &Thread, this: &NativeFunction) -> PyResult {
        let name = str::intern(t, this.def.name)?;
        match this.receiver.get().filter(|_| this.bound) {
            None => Ok(name),
            Some(receiver) => {
                let getattr = t.interp().builtins().get_text(t, "getattr")?.unwrap_or(Obj::NONE);
                let arguments = crate::builtins::object::pair(t, receiver, name)?;
                crate::builtins::object::pair(t, getattr, arguments)
            }
        }
    }
}

/// Calls the function; a bound one gets its receiver in front.
#[inline]
fn invoke(t: &Thread, this: &NativeFunction, args: Args) -> PyResult {
    if this.bound || std::ptr::eq(this.def, &NEW) {
        let receiver = this.receiver.get_or_none();
        return call_def_with_receiver(t, this.def, &receiver, args);
    }
    let (values, count, names) = args.as_vectorcall();
    // SAFETY: Args borrows the arguments for the time of the call.
    unsafe { from_word(t, (this.def.entry)(t, this.borrowed().value(), values, count, names)) }
}

/// Calls with fewer arguments than this need no allocation for a receiver in front of them.
const FEW: usize = 5;

/// Calls a native function with the receiver in front of the arguments.
pub fn call_def_with_receiver(t: &Thread, def: &'static MethodDef, receiver: &Obj, args: Args) -> PyResult {
    let (_, count, names) = args.as_vectorcall();
    if args.all().len() < FEW {
        let mut all = [Value::NULL; FEW];
        all[0] = receiver.value();
        // Copied one by one: they are too few for a call of memcpy.
        for (place, argument) in all[1..].iter_mut().zip(Obj::as_values(args.all())) {
            *place = *argument;
        }
        // SAFETY: receiver and Args are borrowed for the time of the call.
        return unsafe { from_word(t, (def.entry)(t, Value::NULL, all.as_ptr(), count + 1, names)) };
    }
    let mut all = Vec::with_capacity(args.all().len() + 1);
    all.push(receiver.value());
    all.extend_from_slice(Obj::as_values(args.all()));
    // SAFETY: receiver and Args are borrowed for the time of the call.
    unsafe { from_word(t, (def.entry)(t, Value::NULL, all.as_ptr(), count + 1, names)) }
}

/// # Safety
/// The word is owned, or NULL with an exception set.
#[inline(always)]
unsafe fn from_word(t: &Thread, word: Value) -> PyResult {
    // SAFETY: as promised.
    if word.is_null() { Err(t.propagate()) } else { Ok(unsafe { Obj::from_raw(word) }) }
}

/// `type.__new__(cls, …)` for a builtin type, with the checks of CPython's `tp_new_wrapper`. The
/// builtin type comes as the first argument.
unsafe extern "C" fn new_entry(t: &Thread, _c: Value, args: *const Value, nargsf: usize, kwnames: Value) -> Value {
    // SAFETY: the vectorcall convention, upheld by the caller.
    let args = unsafe { Args::from_vectorcall(args, nargsf, kwnames) };
    call::finish(new_checked(t, args))
}

fn new_checked(t: &Thread, args: Args) -> PyResult {
    let Some(base) = args.get(0).and_then(|o| o.downcast::<Type>()) else {
        return Err(t.system_error("__new__() called without a type"));
    };
    let Some(first) = args.get(1) else {
        let base_name = base.name_text();
        return Err(t.type_error(format!("{base_name}.__new__(): not enough arguments")));
    };
    let Some(class) = first.downcast::<Type>() else {
        let (base_name, given) = (base.name_text(), first.type_of().name_text());
        return Err(t.type_error(format!("{base_name}.__new__(X): X is not a type object ({given})")));
    };
    if !class.is_subtype(base) {
        let (base_name, class_name) = (base.name_text(), class.name_text());
        return Err(
            t.type_error(format!("{base_name}.__new__({class_name}): {class_name} is not a subtype of {base_name}"))
        );
    }
    let native = crate::object::slotdefs::native_base(class);
    let same_new = native.slots.new.get().map(|f| f as usize) == base.slots.new.get().map(|f| f as usize);
    if !same_new {
        let (native, base_name, class_name) = (native.name_text(), base.name_text(), class.name_text());
        return Err(t.type_error(format!("{base_name}.__new__({class_name}) is not safe, use {native}.__new__()")));
    }
    match base.slots.new.get() {
        Some(new) => new(t, class, args.skip(2)),
        None => Err(t.type_error(format!("cannot create '{}' instances", class.name_text()))),
    }
}
