//! `__build_class__`.

#[taipan_macros::pymodule(name = "builtins")]
pub mod module {
    use crate::builtins::cell::Cell;
    use crate::builtins::dict::Dict;
    use crate::builtins::function::Function;
    use crate::builtins::str::{self, Str};
    use crate::builtins::tuple::Tuple;
    use crate::builtins::type_object::create::calculate_metaclass;
    use crate::call::{self, Args};
    use crate::interpreter::calls::run_function_with_locals;
    use crate::object::types::Type;
    use crate::object::value::{Obj, Ref};
    use crate::object::{attributes, protocol};
    use crate::thread::{PyResult, Thread, names};

    /// __build_class__(func, name, /, *bases, [metaclass], **kwds) -> class
    ///
    /// Internal helper function used by the class statement.
    #[pyfunction]
    fn __build_class__(t: &Thread, args: Args) -> PyResult {
        if args.len() < 2 {
            return Err(t.type_error("__build_class__: not enough arguments"));
        }
        let [function, name] = [&args.pos()[0], &args.pos()[1]];
        let Ok(function) = function.clone().into_ref::<Function>() else {
            return Err(t.type_error("__build_class__: func must be a function"));
        };
        if name.downcast::<Str>().is_none() {
            return Err(t.type_error("__build_class__: name is not a string"));
        }
        let original_bases = Tuple::from_slice(t, args.rest_after(2))?;
        let bases = resolve_bases(t, &original_bases)?;
        let mut values = vec![];
        let mut keyword_names = vec![];
        let mut meta: Option<Obj> = None;
        for (keyword, value) in args.keywords().iter() {
            if str::equals(keyword, "metaclass") {
                meta = Some(value.clone());
            } else {
                keyword_names.push(keyword.clone());
                values.push(value.clone());
            }
        }
        let meta = match meta {
            Some(meta) => meta,
            None => match bases.items().first() {
                Some(base) => base.type_of().borrowed_obj().clone(),
                None => Type::class().borrowed_obj().clone(),
            },
        };
        let meta = match meta.downcast::<Type>() {
            Some(class) => calculate_metaclass(t, class, bases.items())?.into_obj(),
            None => meta,
        };
        let is_class = meta.downcast::<Type>().is_some();
        let with_keywords = |first: &[Obj]| -> Vec<Obj> { first.iter().chain(&values).cloned().collect() };
        let namespace = match attributes::get_optional(t, &meta, &names::__prepare__)? {
            None => Dict::new(t)?.into_obj(),
            Some(prepare) => {
                let arguments = with_keywords(&[name.clone(), bases.obj().clone()]);
                call::invoke::call_with_names(t, &prepare, &arguments, &keyword_names)?
            }
        };
        let is_mapping = namespace.type_of().slots.getitem.get().is_some();
        if !is_mapping {
            let prefix = match meta.downcast::<Type>() {
                Some(class) if is_class => class.name_text(),
                _ => "<metaclass>".to_string(),
            };
            let given = namespace.type_of().name_text();
            return Err(t.type_error(format!("{prefix}.__prepare__() must return a mapping, not {given}")));
        }
        let cell = run_function_with_locals(t, &function, Some(&namespace))?;
        if !bases.obj().is(original_bases.obj()) {
            protocol::set_item(t, &namespace, &names::__orig_bases__, original_bases.obj())?;
        }
        let arguments = with_keywords(&[name.clone(), bases.into_obj(), namespace]);
        let class = call::invoke::call_with_names(t, &meta, &arguments, &keyword_names)?;
        if let (Some(cell), true) = (cell.downcast::<Cell>(), class.downcast::<Type>().is_some()) {
            match cell.get() {
                None => {
                    let name = protocol::repr_text(t, name);
                    return Err(t.runtime_error(format!(
                        "__class__ not set defining {name} as {}. Was __classcell__ propagated to type.__new__?",
                        protocol::repr_text(t, &class)
                    )));
                }
                Some(content) if !content.is(&class) => {
                    let (name, got) = (protocol::repr_text(t, name), protocol::repr_text(t, &content));
                    let class = protocol::repr_text(t, &class);
                    return Err(t.type_error(format!("__class__ set to {got} defining {name} as {class}")));
                }
                Some(_) => {}
            }
        }
        Ok(class)
    }

    /// Replaces bases that are no classes by what their `__mro_entries__` gives (PEP 560).
    fn resolve_bases(t: &Thread, bases: &Ref<Tuple>) -> PyResult<Ref<Tuple>> {
        let mut resolved: Option<Vec<Obj>> = None;
        for (i, base) in bases.items().iter().enumerate() {
            let entries = if base.downcast::<Type>().is_some() {
                None
            } else {
                attributes::get_optional(t, base, &names::__mro_entries__)?
            };
            match entries {
                None => {
                    if let Some(list) = &mut resolved {
                        list.push(base.clone());
                    }
                }
                Some(entries) => {
                    let replacement = call::call1(t, &entries, bases.obj())?;
                    let Some(replacement) = replacement.downcast::<Tuple>() else {
                        return Err(t.type_error("__mro_entries__ must return a tuple"));
                    };
                    let list = resolved.get_or_insert_with(|| bases.items()[..i].to_vec());
                    list.extend_from_slice(replacement.items());
                }
            }
        }
        match resolved {
            None => Ok(bases.clone()),
            Some(list) => Tuple::from_vec(t, list),
        }
    }
}
