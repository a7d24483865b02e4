//! `atexit`: functions that are called when the interpreter ends.

/// Key of the list of callbacks in the interpreter's registry: tuples of function, arguments, keywords.
const CALLBACKS: &str = "atexit.callbacks";

use taipan_vm::builtins::dict::Dict;
use taipan_vm::builtins::list::List;
use taipan_vm::builtins::tuple::Tuple;
use taipan_vm::call::invoke::call_ex;
use taipan_vm::exceptions as exc;
use taipan_vm::object::protocol;
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Thread};

fn callbacks(t: &Thread) -> PyResult<Ref<List>> {
    let found = t.interp().registry.borrow().get(CALLBACKS).cloned();
    if let Some(Ok(list)) = found.map(Obj::into_ref::<List>) {
        return Ok(list);
    }
    let list = List::new(t)?;
    t.interp().registry.borrow_mut().insert(CALLBACKS, list.obj().clone());
    Ok(list)
}

/// Calls the registered functions, the last one first; what they raise is reported.
pub fn run(t: &Thread) {
    let list = match callbacks(t) {
        Ok(list) => list,
        Err(raised) => return drop(t.take_exception(raised)),
    };
    while let Some(entry) = list.pop(t) {
        let Some([function, args, keywords]) = entry.downcast::<Tuple>().map(Tuple::items) else { continue };
        let Some(args) = args.downcast::<Tuple>() else { continue };
        if let Err(raised) = call_ex(t, function, args, keywords.downcast::<Dict>()) {
            let heading = format!("Exception ignored in atexit callback {}:", protocol::repr_text(t, function));
            exc::display::show_ignored(t, &t.take_exception(raised), Some(&heading));
        }
    }
}

/// allow programmer to define multiple exit functions to be executed
/// upon normal program termination.
///
/// Two public functions, register and unregister, are defined.
#[taipan_macros::pymodule(name = "atexit")]
pub mod module {
    use taipan_vm::builtins::dict::Dict;
    use taipan_vm::builtins::tuple::Tuple;
    use taipan_vm::call::Args;
    use taipan_vm::object::protocol;
    use taipan_vm::object::value::{Obj, Ref};
    use taipan_vm::thread::{PyResult, Thread};

    use super::callbacks;

    /// register(func, *args, **kwargs) -> func
    ///
    /// Register a function to be executed upon normal program termination
    #[pyfunction]
    fn register(t: &Thread, args: Args) -> PyResult {
        let Some(function) = args.get(0) else {
            return Err(t.type_error("register() takes at least 1 argument (0 given)"));
        };
        if function.type_of().slots.call.get().is_none() {
            return Err(t.type_error("the first argument must be callable"));
        }
        let keywords = if args.has_keywords() {
            let dict = Dict::new(t)?;
            for (name, value) in args.keywords().iter() {
                dict.set(t, name, value.clone())?;
            }
            dict.into_obj()
        } else {
            Obj::NONE
        };
        let entry = vec![function.clone(), Tuple::from_slice(t, args.rest_after(1))?.into_obj(), keywords];
        callbacks(t)?.push(t, Ref::into_obj(Tuple::from_vec(t, entry)?))?;
        Ok(function.clone())
    }

    /// unregister(func) -> None
    ///
    /// Unregister an exit function which was previously registered using
    /// atexit.register
    #[pyfunction]
    fn unregister(t: &Thread, func: &Obj) -> PyResult<()> {
        let list = callbacks(t)?;
        let mut index = 0;
        while let Some(entry) = list.get(index) {
            let same = match entry.downcast::<Tuple>().and_then(|e| e.items().first()) {
                Some(function) => function.is(func) || protocol::equals(t, function, func)?,
                None => false,
            };
            if same && list.get(index).is_some_and(|now| now.is(&entry)) {
                list.remove(t, index);
            } else {
                index += 1;
            }
        }
        Ok(())
    }

    /// Clear the list of previously registered exit functions.
    #[pyfunction]
    fn _clear(t: &Thread) -> PyResult<()> {
        callbacks(t)?.clear();
        Ok(())
    }

    /// Return the number of registered exit functions.
    #[pyfunction]
    fn _ncallbacks(t: &Thread) -> PyResult<usize> {
        Ok(callbacks(t)?.len())
    }

    /// Run all registered exit functions.
    #[pyfunction]
    fn _run_exitfuncs(t: &Thread) {
        super::run(t);
    }
}
