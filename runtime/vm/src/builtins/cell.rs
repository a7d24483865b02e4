//! `cell`: a variable shared between functions.

use taipan_macros::pyclass;

use crate::call::Args;
use crate::memory::{self, Visitor};
use crate::object::cell::ObjCell;
use crate::object::header::Header;
use crate::object::protocol;
use crate::object::slots::Comparison;
use crate::object::types::Type;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

#[repr(C)]
pub struct Cell {
    head: Header,
    content: ObjCell,
}

impl Cell {
    pub fn new(t: &Thread, content: Option<Obj>) -> PyResult<Ref<Cell>> {
        memory::new_object(t, Cell::class(), |head| Cell { head, content: ObjCell::from_option(content) })
    }

    #[inline(always)]
    pub fn get(&self) -> Option<Obj> {
        self.content.get()
    }

    #[inline(always)]
    pub fn set(&self, content: Option<Obj>) {
        self.content.set(content);
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.content.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {
        self.content.set(None);
    }
}

/// Create a new cell object.
///
///   contents
///     the contents of the cell. If not specified, the cell will be empty,
///     and
///  further attempts to access its cell_contents attribute will
///     raise a ValueError.
#[pyclass(name = "cell", gc)]
impl Cell {
    #[pyslot]
    fn __new__(t: &Thread, _class: &Type, args: Args) -> PyResult<Ref<Cell>> {
        args.no_keywords(t, "cell")?;
        args.check_positional(t, "cell", 0, 1)?;
        Cell::new(t, args.get(0).cloned())
    }

    #[pyslot]
    fn __repr__(_t: &Thread, this: &Obj) -> PyResult<String> {
        let address = this.value().bits();
        Ok(match this.downcast::<Cell>().and_then(Cell::get) {
            None => format!("<cell at {address:#x}: empty>"),
            Some(content) => format!(
                "<cell at {address:#x}: {} object at {:#x}>",
                content.type_of().name_text(),
                content.value().bits()
            ),
        })
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (this.exact::<Cell>(), other.exact::<Cell>()) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        match (a.get(), b.get()) {
            (Some(a), Some(b)) => protocol::rich_compare(t, &a, &b, op),
            (a, b) => Ok(Obj::from_bool(super::int::class::holds(a.is_some().cmp(&b.is_some()), op))),
        }
    }

    #[pygetter]
    fn cell_contents(t: &Thread, this: &Cell) -> PyResult {
        this.get().ok_or_else(|| t.value_error("Cell is empty"))
    }

    #[pysetter]
    fn set_cell_contents(_t: &Thread, this: &Cell, value: Option<&Obj>) -> PyResult<()> {
        this.set(value.cloned());
        Ok(())
    }
}
