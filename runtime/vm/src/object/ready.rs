//! Making types ready: MRO, inheritance of flags and slots, dicts of builtin types.

use super::lookup;
use super::slotdefs::{SLOTDEFS, SlotDef, hash_not_implemented};
use super::slots::{SlotFn, SlotId};
use super::types::{NativeType, Type, type_flag};
use super::value::{Obj, Ref};
use crate::builtins::dict::Dict;
use crate::builtins::native::{self, NativeFunction, SlotWrapper};
use crate::builtins::str;
use crate::builtins::tuple::Tuple;
use crate::thread::{PyResult, Thread, names};

/// Flags a type hands down.
const INHERITED: usize = type_flag::SUBCLASS_BITS
    | type_flag::HAVE_GC
    | type_flag::MANAGED_DICT
    | type_flag::SEQUENCE
    | type_flag::MAPPING
    | type_flag::WEAKREFABLE;

/// The part of [`ready_static`] that needs no other object: sizes, flags, slots.
pub fn prepare_static(class: &'static Type) {
    let spec = class.spec.expect("a static type has a specification");
    class.basicsize.set(spec.basicsize);
    class.itemsize.set(spec.itemsize);
    class.flags.set(spec.flags);
    for &(slot, function) in spec.slots {
        class.slots.set(slot, Some(function));
    }
}

/// Fills a builtin type from its specification. Bases come first.
pub fn ready_static(t: &Thread, class: &'static Type) -> PyResult<()> {
    if class.has_flag(type_flag::READY) {
        return Ok(());
    }
    let spec = class.spec.expect("a static type has a specification");
    let base = spec.base.map(|base| base());
    if let Some(base) = base {
        ready_static(t, base)?;
    }
    let inherited = base.map_or(0, |b| b.flags.get() & INHERITED);
    class.flags.set(spec.flags | inherited | type_flag::IMMUTABLE | type_flag::READY);
    let name = str::intern(t, spec.name)?;
    class.name.set(Some(name.clone()));
    class.qualname.set(Some(name));
    class.dict.set(Some(Dict::new(t)?));
    class.version.set(t.interp().new_type_version());
    if let Some(base) = base {
        class.base.set(Some(base.to_ref()));
        class.bases.set(Some(Tuple::from_slice(t, &[base.borrowed_obj().clone()])?));
        add_subclass(base, class);
    } else {
        class.bases.set(Some(Tuple::from_slice(t, &[])?));
    }
    let mut mro = vec![class.borrowed_obj().clone()];
    if let Some(base) = base {
        mro.extend(base.mro_types().map(Ref::into_obj));
    }
    class.mro.set(Some(Tuple::from_slice(t, &mro)?));
    // As in CPython: a type that compares but does not hash is unhashable.
    if class.slots.compare.get().is_some() && class.slots.hash.get().is_none() {
        class.slots.hash.set(Some(hash_not_implemented));
    }
    if let Some(base) = base {
        inherit_slots(class, base);
    }
    Ok(())
}

/// Gives a static type what its base has and it does not.
fn inherit_slots(class: &Type, base: &Type) {
    for &slot in SlotId::ALL {
        let handled_below = matches!(slot, SlotId::compare | SlotId::hash);
        let kept_empty = slot == SlotId::new && class.has_flag(type_flag::DISALLOW_INSTANTIATION);
        if class.slots.get(slot).is_none() && !handled_below && !kept_empty {
            class.slots.set(slot, base.slots.get(slot));
        }
    }
    if class.slots.compare.get().is_none() && class.slots.hash.get().is_none() {
        class.slots.compare.set(base.slots.compare.get());
        class.slots.hash.set(base.slots.hash.get());
    }
}

/// Fills a builtin type's dict. Runs after every static type has its slots.
pub fn fill_dict(t: &Thread, class: &'static Type) -> PyResult<()> {
    let spec = class.spec.expect("a static type has a specification");
    let dict = class.dict();
    for list in spec.methods {
        for def in *list {
            let name = str::intern(t, def.name)?;
            let object = native::descriptor(t, class, def)?;
            dict.set(t, &name, object)?;
        }
    }
    for def in spec.getset {
        let name = str::intern(t, def.name)?;
        let object = native::GetSet::new(t, class, def)?;
        dict.set(t, &name, object.into_obj())?;
    }
    for row in SLOTDEFS {
        let Some(&(_, function)) = spec.slots.iter().find(|(slot, _)| *slot == row.slot) else { continue };
        // A row whose wrapper cannot expose the slot natively (`__getattr__`) has no doc.
        if row.doc.is_empty() || dict.contains_str(t, row.name)? {
            continue;
        }
        let wrapper = SlotWrapper::new(t, class, row, function)?;
        dict.set(t, row.name, wrapper.into_obj())?;
    }
    if spec.slots.iter().any(|(slot, _)| *slot == SlotId::new) {
        let new = NativeFunction::new_new(t, class)?;
        dict.set(t, &names::__new__, new)?;
    }
    let own_hash = spec.slots.iter().any(|(slot, _)| *slot == SlotId::hash);
    let compares = spec.slots.iter().any(|(slot, _)| *slot == SlotId::compare);
    if compares && !own_hash && !dict.contains_str(t, &names::__hash__)? {
        dict.set(t, &names::__hash__, Obj::NONE)?;
    }
    if !dict.contains_str(t, &names::__doc__)? {
        let doc = match spec.doc {
            Some(doc) => crate::call::IntoPy::into_py(doc, t)?,
            None => Obj::NONE,
        };
        dict.set(t, &names::__doc__, doc)?;
    }
    if spec.module != "builtins" {
        let module = str::intern(t, spec.module)?;
        dict.set(t, &names::__module__, module)?;
    }
    Ok(())
}

/// Notes a direct subclass.
pub fn add_subclass(base: &Type, class: &Type) {
    let mut list = base.subclasses.take();
    list.push(class);
    base.subclasses.set(list);
}

/// Forgets a direct subclass.
pub fn remove_subclass(base: &Type, class: &Type) {
    let mut list = base.subclasses.take();
    list.retain(|c| !std::ptr::eq(*c, class));
    base.subclasses.set(list);
}

/// Calls `f` for each direct subclass.
pub fn for_each_subclass(class: &Type, f: &mut dyn FnMut(&Type)) {
    let list = class.subclasses.take();
    let copy = list.clone();
    class.subclasses.set(list);
    for subclass in copy {
        // SAFETY: a dying type takes itself out of the list first.
        f(unsafe { &*subclass });
    }
}

/// Derives every slot of a heap type from what its MRO defines.
pub fn update_all_slots(t: &Thread, class: &Type) {
    for &slot in SlotId::ALL {
        update_slot(t, class, slot);
    }
}

/// After the attribute `name` of the type changed: derives the slots it stands for, here and in all
/// subclasses that do not define it themselves.
pub fn update_slots_for(t: &Thread, class: &Type, name: &Obj) {
    let rows: Vec<&SlotDef> = SLOTDEFS.iter().filter(|row| row.name.is(name)).collect();
    if rows.is_empty() {
        return;
    }
    update_rows(t, class, &rows);
}

fn update_rows(t: &Thread, class: &Type, rows: &[&SlotDef]) {
    for row in rows {
        update_slot(t, class, row.slot);
    }
    for_each_subclass(class, &mut |subclass| update_rows(t, subclass, rows));
}

/// Derives one slot: the native function where every method that stands for it wraps that same
/// function, else the generic one that calls the methods.
fn update_slot(t: &Thread, class: &Type, slot: SlotId) {
    let mut specific: Option<SlotFn> = None;
    let mut generic: Option<SlotFn> = None;
    let mut use_generic = false;
    for row in SLOTDEFS.iter().filter(|row| row.slot == slot) {
        let Some(found) = lookup::lookup(t, class, row.name) else { continue };
        if slot == SlotId::hash && found.is_none() {
            specific = Some(SlotFn::Hash(hash_not_implemented));
            continue;
        }
        if slot == SlotId::new {
            if let Some(native) = native::new_of(&found)
                && class.is_subtype(native)
            {
                specific = native.slots.new.get().map(SlotFn::New);
                continue;
            }
        } else if let Some(wrapper) = found.exact::<SlotWrapper>()
            && class.is_subtype(wrapper.owner())
        {
            if wrapper.def().slot != slot {
                // The method stands for a sibling slot (`__add__` of a sequence is `concat`).
                continue;
            }
            let function = wrapper.function();
            match specific {
                Some(other) if other.address() != function.address() => use_generic = true,
                _ => specific = Some(function),
            }
            generic = generic.or(row.generic);
            continue;
        }
        use_generic = true;
        generic = row.generic;
    }
    let chosen = if use_generic { generic } else { specific };
    class.slots.set(slot, chosen);
}

/// The C3 linearisation of a class with the given bases (language reference, "The MRO").
pub fn c3_merge(t: &Thread, class: &Obj, bases: &[Ref<Type>]) -> PyResult<Vec<Obj>> {
    let mut sequences: Vec<Vec<Obj>> = bases.iter().map(|b| b.mro_types().map(Ref::into_obj).collect()).collect();
    sequences.push(bases.iter().map(|b| b.obj().clone()).collect());
    let mut heads = vec![0usize; sequences.len()];
    let mut result = vec![class.clone()];
    loop {
        if sequences.iter().zip(&heads).all(|(s, &h)| h >= s.len()) {
            return Ok(result);
        }
        let candidate = sequences.iter().zip(&heads).find_map(|(s, &h)| {
            let candidate = s.get(h)?;
            let in_tail = sequences.iter().zip(&heads).any(|(s, &h)| s.iter().skip(h + 1).any(|c| c.is(candidate)));
            (!in_tail).then(|| candidate.clone())
        });
        let Some(next) = candidate else {
            let mut names: Vec<String> = Vec::new();
            for (s, &h) in sequences.iter().zip(&heads) {
                if let Some(head) = s.get(h).and_then(|c| c.downcast::<Type>()) {
                    let name = head.name_text();
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
            return Err(t.type_error(format!(
                "Cannot create a consistent method resolution order (MRO) for bases {}",
                names.join(", ")
            )));
        };
        for (s, h) in sequences.iter().zip(heads.iter_mut()) {
            if s.get(*h).is_some_and(|c| c.is(&next)) {
                *h += 1;
            }
        }
        result.push(next);
    }
}

/// The flags a new class takes over from its base.
pub fn inherited_flags(base: &Type) -> usize {
    base.flags.get() & INHERITED
}
