//! [`Tier2`]: the hook by which the runtime reaches the compiler.

use crate::request::CompileRequest;
use crate::unit::{CompiledUnit, Refusal};

/// Code that is in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadedCode {
    /// Address of the unit's function.
    pub entry: usize,
    /// Address of the unit's table, [`crate::unit::TABLE_HEADER`] included; writable, 8-byte aligned.
    pub table: usize,
    /// Bytes of machine code.
    pub size: usize,
}

/// Compiles functions and puts machine code in place.
pub trait Tier2: Sync {
    /// Compiles a request. Pure: neither reads the heap nor runs Python.
    fn compile(&self, request: &CompileRequest) -> Result<CompiledUnit, Refusal>;

    /// Puts a unit's code in place. `table` are the words of [`CompiledUnit::table`], in order; the words in front of them
    /// are zero.
    fn load(&self, unit: &CompiledUnit, table: &[u64]) -> Result<LoadedCode, Refusal>;

    /// Frees what [`Tier2::load`] put in place. Nobody runs it any more.
    fn release(&self, code: LoadedCode);
}
