//! `function` and `method`.

pub mod class;
pub mod method;

use std::cell::Cell;

use crate::memory::{self, Visitor};
use crate::object::cell::{ObjCell, RefOf};
use crate::object::header::Header;
use crate::object::types::NativeType;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread, names};

use super::code::Code;
use super::dict::Dict;
use super::tuple::Tuple;

pub use method::BoundMethod;

#[repr(C)]
pub struct Function {
    head: Header,
    pub(crate) code: RefOf<Code>,
    globals: RefOf<Dict>,
    builtins: RefOf<Dict>,
    pub closure: RefOf<Tuple>,
    /// A tuple of defaults, or none.
    pub defaults: RefOf<Tuple>,
    pub kwdefaults: RefOf<Dict>,
    /// Changes when code or defaults do: what call sites guard on. 0: not assigned yet.
    pub version: Cell<u32>,
    pub name: ObjCell,
    pub qualname: ObjCell,
    pub doc: ObjCell,
    pub module: ObjCell,
    pub dict: RefOf<Dict>,
    pub annotations: ObjCell,
    pub annotate: ObjCell,
    pub type_params: ObjCell,
    /// Code objects it had before: a tuple of the last one, with those before it in another tuple.
    retired: RefOf<Tuple>,
}

impl Function {
    /// A function of a code object, as `MAKE_FUNCTION` makes it.
    pub fn new(t: &Thread, code: Ref<Code>, globals: Ref<Dict>) -> PyResult<Ref<Function>> {
        let builtins = builtins_for(t, &globals)?;
        code.runs_with(t, &globals);
        let module = globals.get_str(t, &names::__name__)?;
        let has_doc = code.flags & taipan_abi::opcodes::code_flags::HAS_DOCSTRING != 0;
        let doc = if has_doc { code.consts().first().cloned() } else { None };
        let (name, qualname) = (code.name.clone(), code.qualname.clone());
        memory::new_object(t, Function::class(), |head| Function {
            head,
            code: RefOf::new(code),
            globals: RefOf::new(globals),
            builtins: RefOf::new(builtins),
            closure: RefOf::empty(),
            defaults: RefOf::empty(),
            kwdefaults: RefOf::empty(),
            version: Cell::new(0),
            name: ObjCell::new(name),
            qualname: ObjCell::new(qualname),
            doc: ObjCell::from_option(doc),
            module: ObjCell::from_option(module),
            dict: RefOf::empty(),
            annotations: ObjCell::empty(),
            annotate: ObjCell::empty(),
            type_params: ObjCell::empty(),
            retired: RefOf::empty(),
        })
    }

    pub fn code(&self) -> Ref<Code> {
        self.code.get().expect("a function has code")
    }

    /// The code object, kept alive by the function (see [`Function::set_code`]).
    #[inline(always)]
    pub fn code_ptr(&self) -> *const Code {
        // SAFETY: only the address is taken.
        unsafe { self.code.borrow() }.map_or(std::ptr::null(), |c| c as *const Code)
    }

    #[inline(always)]
    pub fn globals_ptr(&self) -> *const Dict {
        // SAFETY: only the address is taken; globals are never replaced.
        unsafe { self.globals.borrow() }.map_or(std::ptr::null(), |d| d as *const Dict)
    }

    #[inline(always)]
    pub fn builtins_ptr(&self) -> *const Dict {
        // SAFETY: only the address is taken; builtins are never replaced.
        unsafe { self.builtins.borrow() }.map_or(std::ptr::null(), |d| d as *const Dict)
    }

    pub fn globals(&self) -> Ref<Dict> {
        self.globals.get().expect("a function has globals")
    }

    pub fn builtins(&self) -> Ref<Dict> {
        self.builtins.get().expect("a function has builtins")
    }

    /// Replaces the code. Running frames borrow the old one, so it lives on with the function, which they own.
    pub fn set_code(&self, t: &Thread, code: Ref<Code>) -> PyResult<()> {
        let Some(old) = self.code.get() else { return Ok(()) };
        let retired = match self.retired.get() {
            Some(earlier) => Tuple::from_slice(t, &[earlier.into_obj(), old.into_obj()])?,
            None => Tuple::from_slice(t, &[old.into_obj()])?,
        };
        self.retired.set(Some(retired));
        self.code.set(Some(code));
        self.changed(t);
        Ok(())
    }

    /// Something a call site may rely on changed.
    pub fn changed(&self, t: &Thread) {
        if self.version.replace(t.interp().new_keys_version()) != 0 {
            crate::tiering::invariants::function_changed(t, self as *const Function as u64);
        }
    }

    /// The version for call-site guards.
    pub fn current_version(&self, t: &Thread) -> u32 {
        if self.version.get() == 0 {
            self.changed(t);
        }
        self.version.get()
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.code.visit(visitor);
        self.globals.visit(visitor);
        self.builtins.visit(visitor);
        self.closure.visit(visitor);
        self.defaults.visit(visitor);
        self.kwdefaults.visit(visitor);
        self.dict.visit(visitor);
        for cell in [&self.name, &self.qualname, &self.doc, &self.module] {
            cell.visit(visitor);
        }
        for cell in [&self.annotations, &self.annotate, &self.type_params] {
            cell.visit(visitor);
        }
        self.retired.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {
        // Code, globals and builtins stay: a frame of the function may still run.
        self.closure.set(None);
        self.defaults.set(None);
        self.kwdefaults.set(None);
        self.dict.set(None);
        self.annotations.set(None);
        self.annotate.set(None);
    }
}

/// The builtins that code with these globals sees: `__builtins__` of the globals, or the default.
pub fn builtins_for(t: &Thread, globals: &Dict) -> PyResult<Ref<Dict>> {
    if let Some(found) = globals.get_str(t, &names::__builtins__)? {
        if let Some(module) = found.downcast::<super::module::Module>() {
            return Ok(module.dict());
        }
        if let Some(dict) = found.downcast::<Dict>() {
            return Ok(dict.to_ref());
        }
    }
    Ok(t.interp().builtins().clone())
}

/// The native dict behind a function's attributes.
pub(super) fn dict_of(t: &Thread, object: &Obj, create: bool) -> Option<Ref<Dict>> {
    let function = object.downcast::<Function>()?;
    if function.dict.get().is_none() && create {
        function.dict.set(Dict::new(t).ok());
    }
    function.dict.get()
}
