//! `os.stat_result`: a tuple of ten whose fields have names.

use taipan_macros::pyclass;
use taipan_vm::builtins::tuple::Tuple;
use taipan_vm::object::Header;
use taipan_vm::object::types::type_flag;
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Thread};

/// The type's objects have the layout of tuples.
#[repr(C)]
pub struct StatResult {
    head: Header,
}

impl StatResult {
    /// A result of its ten items.
    pub fn new(t: &Thread, items: Vec<Obj>) -> PyResult {
        Tuple::with_class(t, StatResult::class(), items.len(), items.into_iter()).map(Ref::into_obj)
    }
}

fn item(this: &Obj, index: usize) -> Option<Obj> {
    this.downcast::<Tuple>()?.items().get(index).cloned()
}

/// The same memory management as a tuple's.
const fn layout() -> taipan_vm::object::types::Layout {
    taipan_vm::builtins::tuple::layout()
}

#[pyclass(
    name = "stat_result",
    module = "os",
    base = Tuple,
    flags = type_flag::TUPLE_SUBCLASS | type_flag::HAVE_GC,
    itemsize = 8,
    layout = layout()
)]
impl StatResult {
    #[pygetter]
    fn st_mode(_t: &Thread, this: &Obj) -> Option<Obj> {
        item(this, 0)
    }

    #[pygetter]
    fn st_ino(_t: &Thread, this: &Obj) -> Option<Obj> {
        item(this, 1)
    }

    #[pygetter]
    fn st_dev(_t: &Thread, this: &Obj) -> Option<Obj> {
        item(this, 2)
    }

    #[pygetter]
    fn st_size(_t: &Thread, this: &Obj) -> Option<Obj> {
        item(this, 6)
    }

    #[pygetter]
    fn st_atime(_t: &Thread, this: &Obj) -> Option<Obj> {
        item(this, 7)
    }

    #[pygetter]
    fn st_mtime(_t: &Thread, this: &Obj) -> Option<Obj> {
        item(this, 8)
    }

    #[pygetter]
    fn st_ctime(_t: &Thread, this: &Obj) -> Option<Obj> {
        item(this, 9)
    }
}
