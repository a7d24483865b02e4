//! `getset_descriptor` and `member_descriptor`: attributes computed by native code, and the slots that
//! `__slots__` declares.

use taipan_macros::pyclass;

use crate::memory::{self, Visitor};
use crate::object::attributes;
use crate::object::cell::{ObjCell, RefOf};
use crate::object::header::Header;
use crate::object::types::{GetSetDef, NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref, Value};
use crate::thread::{PyResult, Thread};

use crate::builtins::str;

/// An attribute computed by native functions.
#[repr(C)]
pub struct GetSet {
    head: Header,
    def: &'static GetSetDef,
    owner: RefOf<Type>,
}

impl GetSet {
    pub fn new(t: &Thread, class: &Type, def: &'static GetSetDef) -> PyResult<Ref<GetSet>> {
        let owner = RefOf::new(class.to_ref());
        memory::new_object(t, GetSet::class(), |head| GetSet { head, def, owner })
    }

    pub fn def(&self) -> &'static GetSetDef {
        self.def
    }

    fn owner(&self) -> Ref<Type> {
        self.owner.get().unwrap_or_else(|| crate::builtins::object::Object::class().to_ref())
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.owner.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {}
}

#[pyclass(name = "getset_descriptor", gc, flags = type_flag::DISALLOW_INSTANTIATION)]
impl GetSet {
    #[pyslot]
    fn __get__(t: &Thread, this: &Obj, instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
        let (Some(instance), Some(getset)) = (instance, this.exact::<GetSet>()) else { return Ok(this.clone()) };
        let owner = getset.owner();
        if !instance.type_of().is_subtype(&owner) {
            return Err(super::descriptor::wrong_receiver(t, getset.def.name, &owner, instance));
        }
        match getset.def.get {
            Some(get) => get(t, instance),
            None => Err(t.attribute_error(
                instance,
                &str::intern(t, getset.def.name)?,
                format!("attribute '{}' of '{}' objects is not readable", getset.def.name, owner.name_text()),
            )),
        }
    }

    #[pyslot]
    fn __set__(t: &Thread, this: &GetSet, instance: &Obj, value: Option<&Obj>) -> PyResult<()> {
        let owner = this.owner();
        if !instance.type_of().is_subtype(&owner) {
            return Err(super::descriptor::wrong_receiver(t, this.def.name, &owner, instance));
        }
        match this.def.set {
            Some(set) => set(t, instance, value),
            None => Err(t.attribute_error(
                instance,
                &str::intern(t, this.def.name)?,
                format!("attribute '{}' of '{}' objects is not writable", this.def.name, owner.name_text()),
            )),
        }
    }

    #[pyslot]
    fn __repr__(_t: &Thread, this: &GetSet) -> PyResult<String> {
        Ok(format!("<attribute '{}' of '{}' objects>", this.def.name, this.owner().name_text()))
    }

    #[pygetter]
    fn __name__(_t: &Thread, this: &GetSet) -> &'static str {
        this.def.name
    }

    #[pygetter]
    fn __qualname__(_t: &Thread, this: &GetSet) -> String {
        format!("{}.{}", this.owner().name_text(), this.def.name)
    }

    #[pygetter]
    fn __objclass__(_t: &Thread, this: &GetSet) -> Obj {
        this.owner().into_obj()
    }

    #[pygetter]
    fn __doc__(t: &Thread, this: &GetSet) -> PyResult {
        super::doc(t, this.def.doc)
    }
}

/// A slot that `__slots__` declares: a word of the instance.
#[repr(C)]
pub struct Member {
    head: Header,
    name: ObjCell,
    owner: RefOf<Type>,
    /// Bytes from the start of the instance.
    offset: u32,
}

impl Member {
    pub fn new(t: &Thread, class: &Type, name: &Obj, offset: u32) -> PyResult<Ref<Member>> {
        let (name, owner) = (ObjCell::new(name.clone()), RefOf::new(class.to_ref()));
        memory::new_object(t, Member::class(), |head| Member { head, name, owner, offset })
    }

    pub fn offset(&self) -> u32 {
        self.offset
    }

    /// Whether instances of the class have the word.
    pub fn fits(&self, class: &Type) -> bool {
        class.is_subtype(&self.owner())
    }

    fn owner(&self) -> Ref<Type> {
        self.owner.get().unwrap_or_else(|| crate::builtins::object::Object::class().to_ref())
    }

    /// The word, if the instance is one of the owner's.
    fn word(&self, t: &Thread, instance: &Obj) -> PyResult<*mut Value> {
        let owner = self.owner();
        match instance.value().header() {
            Some(header) if instance.type_of().is_subtype(&owner) => {
                Ok(header.as_ptr().cast::<u8>().wrapping_add(self.offset as usize).cast())
            }
            _ => {
                let name = str::lossy(&self.name.get_or_none());
                Err(super::descriptor::wrong_receiver(t, &name, &owner, instance))
            }
        }
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.name.visit(visitor);
        self.owner.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {}
}

#[pyclass(name = "member_descriptor", gc, flags = type_flag::DISALLOW_INSTANTIATION)]
impl Member {
    #[pyslot]
    fn __get__(t: &Thread, this: &Obj, instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
        let (Some(instance), Some(member)) = (instance, this.exact::<Member>()) else { return Ok(this.clone()) };
        let word = member.word(t, instance)?;
        // SAFETY: an instance of the owner has the word, which is a value or UNBOUND.
        unsafe {
            if (*word).is_unbound() {
                return Err(attributes::no_attribute(t, instance, &member.name.get_or_none()));
            }
            Ok((*word).to_obj())
        }
    }

    #[pyslot]
    fn __set__(t: &Thread, this: &Member, instance: &Obj, value: Option<&Obj>) -> PyResult<()> {
        let word = this.word(t, instance)?;
        let new = value.map_or(Value::UNBOUND, |v| v.clone().into_raw());
        // SAFETY: as in __get__; the old reference is dropped when the new one is in place.
        unsafe {
            let old = std::mem::replace(&mut *word, new);
            if old.is_unbound() {
                if value.is_none() {
                    let name = this.name.get_or_none();
                    return Err(t.attribute_error(instance, &name, str::lossy(&name)));
                }
            } else {
                drop(Obj::from_raw(old));
            }
        }
        Ok(())
    }

    #[pyslot]
    fn __repr__(_t: &Thread, this: &Member) -> PyResult<String> {
        Ok(format!("<member '{}' of '{}' objects>", str::lossy(&this.name.get_or_none()), this.owner().name_text()))
    }

    #[pygetter]
    fn __name__(_t: &Thread, this: &Member) -> Obj {
        this.name.get_or_none()
    }

    #[pygetter]
    fn __qualname__(_t: &Thread, this: &Member) -> String {
        format!("{}.{}", this.owner().name_text(), str::lossy(&this.name.get_or_none()))
    }

    #[pygetter]
    fn __objclass__(_t: &Thread, this: &Member) -> Obj {
        this.owner().into_obj()
    }

    #[pygetter]
    fn __doc__(_t: &Thread, _this: &Member) -> Obj {
        Obj::NONE
    }

    #[pymethod]
    fn __reduce__(t: &Thread, this: &Member) -> PyResult {
        super::descriptor::reduce(t, &this.owner(), &str::lossy(&this.name.get_or_none()))
    }
}
