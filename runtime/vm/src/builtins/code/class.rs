//! The `code` type: attributes.

use taipan_macros::pyclass;

use super::Code;
use super::location::{Location, Locations};
use crate::builtins::tuple::Tuple;
use crate::builtins::{bytes, str};
use crate::call::IntoPy;
use crate::object::protocol;
use crate::object::slots::Comparison;
use crate::object::types::{NativeType, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};
use taipan_abi::opcodes::local_kind;

impl Code {
    /// The names of localsplus whose kind has one of the bits.
    fn names_of_kind(&self, t: &Thread, bits: u8) -> PyResult<Ref<Tuple>> {
        let names = self.localsplus().iter().zip(self.kinds()).filter(|(_, k)| *k & bits != 0);
        Tuple::from_vec(t, names.map(|(n, _)| n.clone()).collect())
    }
}

/// Create a code object.  Not for mere mortals.
#[pyclass(name = "code", gc, flags = type_flag::DISALLOW_INSTANTIATION | type_flag::WEAKREFABLE)]
impl Code {
    #[pyslot]
    fn __repr__(_t: &Thread, this: &Code) -> PyResult<String> {
        Ok(format!(
            "<code object {} at {:#x}, file \"{}\", line {}>",
            str::lossy(&this.name),
            this.borrowed().value().bits(),
            str::lossy(&this.filename),
            this.firstlineno
        ))
    }

    #[pyslot]
    fn __hash__(t: &Thread, this: &Code) -> PyResult<i64> {
        let mut hasher = crate::numeric::hash::TupleHasher::new();
        hasher.add(protocol::hash(t, &this.name)?);
        hasher.add(this.firstlineno as i64);
        for byte in this.bytecode() {
            hasher.add(*byte as i64);
        }
        Ok(hasher.finish())
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (this.downcast::<Code>(), other.downcast::<Code>()) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        let equal = equal(t, a, b)?;
        match op {
            Comparison::Eq => Ok(Obj::from_bool(equal)),
            Comparison::Ne => Ok(Obj::from_bool(!equal)),
            _ => Ok(Obj::NOT_IMPLEMENTED),
        }
    }

    #[pygetter]
    fn co_argcount(_t: &Thread, this: &Code) -> i64 {
        this.argcount as i64
    }

    #[pygetter]
    fn co_posonlyargcount(_t: &Thread, this: &Code) -> i64 {
        this.posonlyargcount as i64
    }

    #[pygetter]
    fn co_kwonlyargcount(_t: &Thread, this: &Code) -> i64 {
        this.kwonlyargcount as i64
    }

    #[pygetter]
    fn co_nlocals(_t: &Thread, this: &Code) -> i64 {
        this.kinds().iter().filter(|k| *k & local_kind::LOCAL != 0).count() as i64
    }

    #[pygetter]
    fn co_stacksize(_t: &Thread, this: &Code) -> usize {
        this.stack_size()
    }

    #[pygetter]
    fn co_flags(_t: &Thread, this: &Code) -> i64 {
        this.flags as i64
    }

    #[pygetter]
    fn co_code(t: &Thread, this: &Code) -> PyResult {
        bytes::from_slice(t, this.bytecode())
    }

    #[pygetter]
    fn _co_code_adaptive(t: &Thread, this: &Code) -> PyResult {
        bytes::from_slice(t, this.bytecode())
    }

    #[pygetter]
    fn co_consts(t: &Thread, this: &Code) -> PyResult<Ref<Tuple>> {
        this.consts_tuple(t)
    }

    #[pygetter]
    fn co_names(t: &Thread, this: &Code) -> PyResult<Ref<Tuple>> {
        Tuple::from_slice(t, this.names())
    }

    #[pygetter]
    fn co_varnames(t: &Thread, this: &Code) -> PyResult<Ref<Tuple>> {
        this.names_of_kind(t, local_kind::LOCAL)
    }

    #[pygetter]
    fn co_cellvars(t: &Thread, this: &Code) -> PyResult<Ref<Tuple>> {
        this.names_of_kind(t, local_kind::CELL)
    }

    #[pygetter]
    fn co_freevars(t: &Thread, this: &Code) -> PyResult<Ref<Tuple>> {
        this.names_of_kind(t, local_kind::FREE)
    }

    #[pygetter]
    fn co_filename(_t: &Thread, this: &Code) -> Obj {
        this.filename.clone()
    }

    #[pygetter]
    fn co_name(_t: &Thread, this: &Code) -> Obj {
        this.name.clone()
    }

    #[pygetter]
    fn co_qualname(_t: &Thread, this: &Code) -> Obj {
        this.qualname.clone()
    }

    #[pygetter]
    fn co_firstlineno(_t: &Thread, this: &Code) -> i64 {
        this.firstlineno as i64
    }

    #[pygetter]
    fn co_linetable(t: &Thread, this: &Code) -> PyResult {
        bytes::from_slice(t, &this.linetable)
    }

    #[pygetter]
    fn co_exceptiontable(t: &Thread, this: &Code) -> PyResult {
        bytes::from_slice(t, &this.exceptiontable)
    }

    /// Return an iterator over (start, end, line) of the code's line table.
    #[pymethod]
    fn co_lines(t: &Thread, this: &Code) -> PyResult {
        let mut rows: Vec<(usize, usize, Option<u32>)> = Vec::new();
        for (first, count, location) in Locations::new(&this.linetable, this.firstlineno) {
            match rows.last_mut() {
                Some(last) if last.2 == location.line => last.1 = 2 * (first + count),
                _ => rows.push((2 * first, 2 * (first + count), location.line)),
            }
        }
        let mut items = Vec::with_capacity(rows.len());
        for (start, end, line) in rows {
            let line = line.map(|l| l as i64).into_py(t)?;
            items.push(Tuple::from_vec(t, vec![start.into_py(t)?, end.into_py(t)?, line])?.into_obj());
        }
        let list = crate::builtins::list::List::from_vec(t, items)?.into_obj();
        protocol::iter(t, &list)
    }

    /// Return an iterator over (line, end_line, column, end_column) of each code unit.
    #[pymethod]
    fn co_positions(t: &Thread, this: &Code) -> PyResult {
        let mut items = Vec::new();
        for (_, count, location) in Locations::new(&this.linetable, this.firstlineno) {
            let Location { line, end_line, column, end_column } = location;
            let mut row = Vec::with_capacity(4);
            for value in [line, end_line, column, end_column] {
                row.push(value.map(|v| v as i64).into_py(t)?);
            }
            let row = Tuple::from_vec(t, row)?.into_obj();
            items.extend(std::iter::repeat_n(row, count));
        }
        let list = crate::builtins::list::List::from_vec(t, items)?.into_obj();
        protocol::iter(t, &list)
    }
}

fn equal(t: &Thread, a: &Code, b: &Code) -> PyResult<bool> {
    if std::ptr::eq(a, b) {
        return Ok(true);
    }
    if a.bytecode() != b.bytecode()
        || a.firstlineno != b.firstlineno
        || a.flags != b.flags
        || a.argcount != b.argcount
        || a.kinds() != b.kinds()
        || a.linetable != b.linetable
        || a.exceptiontable != b.exceptiontable
        || a.consts().len() != b.consts().len()
    {
        return Ok(false);
    }
    let lists = [(a.names(), b.names()), (a.localsplus(), b.localsplus()), (a.consts(), b.consts())];
    for (x, y) in lists {
        if x.len() != y.len() {
            return Ok(false);
        }
        for (p, q) in x.iter().zip(y) {
            if !p.type_of().is(q.type_of()) || !protocol::equals(t, p, q)? {
                return Ok(false);
            }
        }
    }
    protocol::equals(t, &a.name, &b.name)
}
