//! `SyntaxError`: where in the source it is.

use taipan_abi::source::{FaultKind, SyntaxFault};

use super::{BaseException, tree as e};
use crate::builtins::str::{self, Str};
use crate::builtins::tuple::Tuple;
use crate::call::{Args, IntoPy};
use crate::object::protocol;
use crate::object::types::Type;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Raised, Thread};

pub const MSG: usize = 0;
pub const FILENAME: usize = 1;
pub const LINENO: usize = 2;
pub const OFFSET: usize = 3;
pub const TEXT: usize = 4;
pub const END_LINENO: usize = 5;
pub const END_OFFSET: usize = 6;
pub const PRINT_FILE_AND_LINE: usize = 7;

/// `SyntaxError(msg, (filename, lineno, offset, text[, end_lineno, end_offset]))`.
pub fn init(t: &Thread, this: &Obj, args: Args) -> PyResult<()> {
    if args.has_keywords() {
        let class = this.type_of().name_text();
        return Err(t.type_error(format!("{class}() takes no keyword arguments")));
    }
    let Some(e) = this.downcast::<BaseException>() else { return Ok(()) };
    e.args.set(Some(Tuple::from_slice(t, args.pos())?));
    if let Some(message) = args.get(0) {
        e.field(MSG).set(Some(message.clone()));
    }
    if args.len() == 2 {
        let details = protocol::collect(t, &args.pos()[1])?;
        if !(4..=7).contains(&details.len()) {
            return Err(t.type_error(format!(
                "function takes {} 4 arguments ({} given)",
                if details.len() < 4 { "at least" } else { "at most" },
                details.len()
            )));
        }
        for (index, value) in [FILENAME, LINENO, OFFSET, TEXT, END_LINENO, END_OFFSET].into_iter().zip(&details) {
            e.field(index).set(Some(value.clone()));
        }
        if details.len() == 5 {
            return Err(t.type_error("end_offset must be provided when end_lineno is provided"));
        }
    }
    Ok(())
}

pub fn to_str(t: &Thread, this: &Obj) -> PyResult {
    let Some(e) = this.downcast::<BaseException>() else { return Ok(Obj::NONE) };
    let message = protocol::str_text(t, &e.field(MSG).get_or_none())?;
    let filename = e.field(FILENAME).get().filter(|f| f.downcast::<Str>().is_some());
    let lineno = e.field(LINENO).get().filter(crate::builtins::int::is_int);
    let base = filename.as_ref().map(|f| {
        let text = str::lossy(f);
        text.rsplit('/').next().unwrap_or_default().to_string()
    });
    let text = match (base, lineno) {
        (Some(file), Some(line)) => format!("{message} ({file}, line {})", protocol::str_text(t, &line)?),
        (Some(file), None) => format!("{message} ({file})"),
        (None, Some(line)) => format!("{message} (line {})", protocol::str_text(t, &line)?),
        (None, None) => message,
    };
    text.into_py(t)
}

/// Raises what the compiler found wrong with a source.
#[cold]
pub fn raise(t: &Thread, fault: &SyntaxFault, filename: &Obj) -> Raised {
    match build(t, fault, filename) {
        Ok(raised) | Err(raised) => raised,
    }
}

fn build(t: &Thread, fault: &SyntaxFault, filename: &Obj) -> PyResult<Raised> {
    let class: &Type = match fault.kind {
        FaultKind::SyntaxError => &e::SYNTAX_ERROR,
        FaultKind::IndentationError => &e::INDENTATION_ERROR,
        FaultKind::TabError => &e::TAB_ERROR,
        FaultKind::IncompleteInput => &e::INCOMPLETE_INPUT_ERROR,
        FaultKind::ValueError => return Ok(t.value_error(&fault.message)),
        FaultKind::OverflowError => return Ok(t.overflow_error(&fault.message)),
        FaultKind::MemoryError => return Ok(t.error(&e::MEMORY_ERROR, &fault.message)),
        FaultKind::RecursionError => return Ok(t.error(&e::RECURSION_ERROR, &fault.message)),
    };
    let number = |n: u32| if n == 0 { Ok(Obj::NONE) } else { (n as u64).into_py(t) };
    let text = match &fault.text {
        Some(text) => Str::from_wtf8(t, text.as_wtf8())?.into_obj(),
        None => Obj::NONE,
    };
    let details = vec![
        filename.clone(),
        number(fault.lineno)?,
        (fault.offset as u64).into_py(t)?,
        text,
        number(fault.end_lineno)?,
        (if fault.end_offset == u32::MAX { -1 } else { i64::from(fault.end_offset) }).into_py(t)?,
    ];
    let details = Tuple::from_vec(t, details).map(Ref::into_obj)?;
    let message = fault.message.as_str().into_py(t)?;
    Ok(t.error_with_args(class, &[message, details]))
}
