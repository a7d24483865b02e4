//! Globals, names of namespaces, imports.

use super::declare::helpers;
use crate::interpreter::ops::{class, global, import, name as names, stack};

helpers! {
    fn load_global[t, frame](name: Word) -> Word {
        global::global_or_builtin(t, frame.globals(), frame.builtins(), name)
    }

    fn store_global[t, frame](name: Word, value: Word) -> Status {
        frame.globals().set(t, name, value.clone())
    }

    fn delete_global[t, frame](name: Word) -> Status {
        global::delete(t, frame.globals(), name)
    }

    fn load_name[t, frame](name: Word) -> Word {
        names::load(t, frame.scope(), name)
    }

    fn store_name[t, frame](name: Word, value: Word) -> Status {
        names::store(t, frame.scope(), name, value)
    }

    fn delete_name[t, frame](name: Word) -> Status {
        names::delete(t, frame.scope(), name)
    }

    /// The namespace.
    fn load_locals[t, frame]() -> Word {
        names::locals(t, frame.scope())
    }

    fn load_from_dict_or_globals[t, frame](mapping: Word, name: Word) -> Word {
        names::load_from(t, mapping, frame.scope(), name)
    }

    fn setup_annotations[t, frame]() -> Status {
        names::annotations(t, frame.scope())
    }

    fn load_build_class[t, frame]() -> Word {
        class::build_class(t, frame.builtins())
    }

    fn load_common_constant[t](index: I64) -> Word {
        stack::common_constant(t, index as u32)
    }

    fn import_name[t, frame](name: Word, level: Word, fromlist: Word) -> Word {
        import::import(t, frame.scope(), name, level, fromlist)
    }

    fn import_from[t](module: Word, name: Word) -> Word {
        import::from(t, module, name)
    }
}
