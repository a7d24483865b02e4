//! `_warnings`: what the `warnings` module builds on.

#[taipan_macros::pymodule(name = "_warnings")]
pub mod module {
    use taipan_vm::builtins::dict::Dict;
    use taipan_vm::builtins::list::List;
    use taipan_vm::builtins::module::Module;
    use taipan_vm::builtins::str;
    use taipan_vm::call::IntoPy;
    use taipan_vm::exceptions::{self as exc, BaseException};
    use taipan_vm::object::protocol;
    use taipan_vm::object::types::Type;
    use taipan_vm::object::value::{Obj, Ref};
    use taipan_vm::thread::{PyResult, Thread};

    /// Issue a warning, or maybe ignore it or raise an exception.
    #[pyfunction(sig = "(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=())")]
    fn warn(
        t: &Thread,
        message: &Obj,
        category: Option<&Obj>,
        stacklevel: i32,
        _source: Option<&Obj>,
        _skip: Option<&Obj>,
    ) -> PyResult<()> {
        let _ = stacklevel;
        let category: &Type = match category.and_then(|c| c.downcast::<Type>()) {
            Some(class) => class,
            None if message.downcast::<BaseException>().is_some() => message.type_of(),
            None => &exc::USER_WARNING,
        };
        let text = protocol::str_text(t, message)?;
        exc::warnings::show_plainly(t, category, &text)
    }

    /// Issue a warning about an explicit place.
    #[pyfunction(
        sig = "(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None)"
    )]
    fn warn_explicit(
        t: &Thread,
        message: &Obj,
        category: &Obj,
        filename: &Obj,
        lineno: i32,
        _module: Option<&Obj>,
        _registry: Option<&Obj>,
        _globals: Option<&Obj>,
        _source: Option<&Obj>,
    ) -> PyResult<()> {
        let text = protocol::str_text(t, message)?;
        let class: &Type = match category.downcast::<Type>() {
            Some(class) => class,
            None => &exc::USER_WARNING,
        };
        exc::warnings::warn_at(t, class, &text, filename, lineno.max(0) as u32)
    }

    #[pyfunction]
    fn _filters_mutated_lock_held() {}

    #[pyfunction]
    fn _acquire_lock() {}

    #[pyfunction]
    fn _release_lock() {}

    #[pyinit]
    fn init(t: &Thread, module: &Module) -> PyResult<()> {
        let row = |action: &str, class: &Type, place: Option<&str>| -> PyResult {
            let place = match place {
                Some(place) => place.into_py(t)?,
                None => Obj::NONE,
            };
            let items = vec![action.into_py(t)?, Obj::NONE, class.borrowed_obj().clone(), place, Obj::from_i32(0)];
            taipan_vm::builtins::tuple::Tuple::from_vec(t, items).map(Ref::into_obj)
        };
        let filters = vec![
            row("default", &exc::DEPRECATION_WARNING, Some("__main__"))?,
            row("ignore", &exc::DEPRECATION_WARNING, None)?,
            row("ignore", &exc::PENDING_DEPRECATION_WARNING, None)?,
            row("ignore", &exc::IMPORT_WARNING, None)?,
            row("ignore", &exc::RESOURCE_WARNING, None)?,
        ];
        module.set(t, "filters", List::from_vec(t, filters)?.into_obj())?;
        module.set(t, "_defaultaction", str::intern(t, "default")?)?;
        module.set(t, "_onceregistry", Dict::new(t)?.into_obj())?;
        module.set(t, "_warnings_context", Obj::NONE)
    }
}
