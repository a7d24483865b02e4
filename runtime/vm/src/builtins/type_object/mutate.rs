//! Changing classes: attributes, names, bases. Each change gives the type and its subclasses a new
//! version before the old attribute goes, and derives the slots that the name stands for again.

use crate::object::header::Header;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::object::{attributes, lookup, ready, slotdefs};
use crate::thread::{PyResult, Thread};

use crate::builtins::str::{self, Str};
use crate::builtins::tuple::Tuple;

use super::create;

/// Fails for builtin types.
pub fn check_mutable(t: &Thread, class: &Type, name: &str) -> PyResult<()> {
    if class.has_flag(type_flag::IMMUTABLE) {
        let class = super::qualified_name(t, class)?;
        return Err(t.type_error(format!("cannot set '{name}' attribute of immutable type '{class}'")));
    }
    Ok(())
}

/// `type.__setattr__` and `type.__delattr__`.
pub fn set_attribute(t: &Thread, class: &Type, name: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let name = &attributes::interned_name(t, name)?;
    check_mutable(t, class, &str::lossy(name))?;
    let this = class.borrowed();
    if let Some(found) = lookup::lookup(t, this.type_of(), name)
        && let Some(set) = found.type_of().slots.descr_set.get()
    {
        return set(t, &found, &this, value);
    }
    if value.is_none() && !class.dict().contains_str(t, name)? {
        return Err(attributes::no_attribute(t, &this, name));
    }
    set_in_dict(t, class, name, value)
}

/// Stores into (or deletes from) the type's dict and brings everything derived up to date.
pub fn set_in_dict(t: &Thread, class: &Type, name: &Obj, value: Option<&Obj>) -> PyResult<()> {
    check_mutable(t, class, &str::lossy(name))?;
    lookup::modified(t, class);
    let dict = class.dict();
    let old = match value {
        Some(value) => {
            let old = dict.get_str(t, name)?;
            dict.set(t, name, value.clone())?;
            old
        }
        None => dict.remove(t, name)?,
    };
    ready::update_slots_for(t, class, name);
    drop(old);
    Ok(())
}

pub fn set_name(t: &Thread, class: &Type, value: Option<&Obj>) -> PyResult<()> {
    check_mutable(t, class, "__name__")?;
    let text = name_value(t, class, value, "__name__")?;
    if str::lossy(&text).contains('\0') {
        return Err(t.value_error("type name must not contain null characters"));
    }
    class.name.set(Some(text));
    Ok(())
}

pub fn set_qualname(t: &Thread, class: &Type, value: Option<&Obj>) -> PyResult<()> {
    check_mutable(t, class, "__qualname__")?;
    let text = name_value(t, class, value, "__qualname__")?;
    class.qualname.set(Some(text));
    Ok(())
}

fn name_value(t: &Thread, class: &Type, value: Option<&Obj>, name: &str) -> PyResult {
    let class_name = class.name_text();
    match value {
        None => Err(t.type_error(format!("cannot delete '{name}' attribute of type '{class_name}'"))),
        Some(value) if value.downcast::<Str>().is_some() => Ok(value.clone()),
        Some(value) => {
            let given = value.type_of().name_text();
            Err(t.type_error(format!("can only assign string to {class_name}.{name}, not '{given}'")))
        }
    }
}

/// `class.__bases__ = bases`.
pub fn set_bases(t: &Thread, class: &Type, value: Option<&Obj>) -> PyResult<()> {
    check_mutable(t, class, "__bases__")?;
    let name = class.name_text();
    let Some(value) = value else {
        return Err(t.type_error(format!("cannot delete '__bases__' attribute of type '{name}'")));
    };
    let Some(bases) = value.exact::<Tuple>() else {
        let given = value.type_of().name_text();
        return Err(t.type_error(format!("can only assign tuple to {name}.__bases__, not {given}")));
    };
    if bases.is_empty() {
        return Err(t.type_error(format!("can only assign non-empty tuple to {name}.__bases__, not ()")));
    }
    let mut types = Vec::new();
    for base in bases.items() {
        let Some(base) = base.downcast::<Type>() else {
            let given = base.type_of().name_text();
            return Err(t.type_error(format!("{name}.__bases__ must be tuple of classes, not '{given}'")));
        };
        if base.is_subtype(class) {
            return Err(t.type_error("a __bases__ item causes an inheritance cycle"));
        }
        types.push(base.to_ref());
    }
    let best = create::best_base(t, &types)?;
    let old_base = class.base.get();
    if let Some(old) = &old_base {
        let compatible = std::ptr::eq(slotdefs::native_base(&best), slotdefs::native_base(old))
            && best.member_count.get() == old.member_count.get()
            && (best.aux_offset.get() == 0 || best.aux_offset.get() == class.aux_offset.get());
        if !compatible {
            return Err(t.type_error(format!(
                "__bases__ assignment: '{}' object layout differs from '{}'",
                best.name_text(),
                old.name_text()
            )));
        }
    }
    let old_bases = class.bases.get();
    class.bases.set(Some(bases.to_ref()));
    class.base.set(Some(best));
    if let Err(raised) = refresh_mro(t, class) {
        class.bases.set(old_bases);
        class.base.set(old_base);
        return Err(raised);
    }
    if let Some(old) = old_bases {
        for base in old.items() {
            if let Some(base) = base.downcast::<Type>() {
                ready::remove_subclass(base, class);
            }
        }
    }
    for base in &types {
        ready::add_subclass(base, class);
    }
    lookup::modified(t, class);
    refresh_slots(t, class);
    Ok(())
}

fn refresh_mro(t: &Thread, class: &Type) -> PyResult<()> {
    let mro = create::compute_mro(t, class)?;
    let mro = Tuple::from_vec(t, mro)?;
    lookup::modified(t, class);
    class.mro.set(Some(mro));
    let mut result = Ok(());
    ready::for_each_subclass(class, &mut |subclass| {
        if result.is_ok() {
            result = refresh_mro(t, subclass);
        }
    });
    result
}

fn refresh_slots(t: &Thread, class: &Type) {
    ready::update_all_slots(t, class);
    ready::for_each_subclass(class, &mut |subclass| refresh_slots(t, subclass));
}

/// The header of a type as a plain pointer, for tables keyed by address.
pub fn address(class: &Type) -> *const Header {
    class.head()
}

/// The names of a class's bases, for messages.
pub fn base_names(bases: &[Ref<Type>]) -> String {
    bases.iter().map(|b| b.name_text()).collect::<Vec<_>>().join(", ")
}
