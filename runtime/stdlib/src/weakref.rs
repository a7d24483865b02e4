//! `_weakref`.

#[taipan_macros::pymodule(name = "_weakref")]
pub mod module {
    use taipan_vm::builtins::dict::Dict;
    use taipan_vm::builtins::list::List;
    use taipan_vm::builtins::module::Module;
    use taipan_vm::builtins::weakref::WeakRef;
    use taipan_vm::object::value::{Obj, Ref, Value};
    use taipan_vm::thread::{PyResult, Thread};

    /// Return the number of weak references to 'object'.
    #[pyfunction]
    fn getweakrefcount(t: &Thread, object: &Obj) -> usize {
        object.header().map_or(0, |h| t.interp().weak.references(h).len())
    }

    /// Return a list of all weak reference objects pointing to 'object'.
    #[pyfunction]
    fn getweakrefs(t: &Thread, object: &Obj) -> PyResult<Ref<List>> {
        let references = object.header().map_or(Vec::new(), |h| t.interp().weak.references(h));
        // SAFETY: registered references are alive.
        let list = references.iter().map(|r| unsafe { Value::from_bits(r.as_ptr() as u64).to_obj() }).collect();
        List::from_vec(t, list)
    }

    /// Atomically remove key from dict if it points to a dead weakref.
    #[pyfunction]
    fn _remove_dead_weakref(t: &Thread, dict: &Dict, key: &Obj) -> PyResult<()> {
        if let Some(value) = dict.get(t, key)?
            && value.downcast::<WeakRef>().is_some_and(|r| r.target().is_none())
        {
            dict.remove(t, key)?;
        }
        Ok(())
    }

    #[pyinit]
    fn init(t: &Thread, module: &Module) -> PyResult<()> {
        let class = WeakRef::class().borrowed_obj().clone();
        module.set(t, "ref", class.clone())?;
        module.set(t, "ReferenceType", class)
    }
}
