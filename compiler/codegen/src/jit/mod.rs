//! Units in this process: compiled on request, patched and put into the arena.
//!
//! `arena.rs` is the memory, `patch.rs` what is written into the code where it lies.

mod arena;
mod patch;

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

use taipan_abi::request::CompileRequest;
use taipan_abi::tier2::{LoadedCode, Tier2};
use taipan_abi::unit::{CompiledUnit, Refusal, RefusalReason, RelocationTarget, TABLE_HEADER};

pub use arena::Arena;

use crate::preserving;
use crate::unit::{Options, RelocationKind, compile};

/// Sees functions on their way: stage, name, text.
pub type Hook = Box<dyn Fn(&str, &str, &str) + Send + Sync>;

/// The compiler in this process.
pub struct Jit {
    /// Addresses of the runtime's helpers, by row.
    helpers: Vec<usize>,
    arena: Arena,
    /// Stubs that keep all registers, by helper.
    preserving: HashMap<u16, usize>,
    hook: Option<Hook>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Bytes of the table of each loaded unit, by the code's address.
    tables: HashMap<usize, usize>,
    perf_map: Option<File>,
}

impl Jit {
    /// `helpers`: the addresses of the runtime's helpers, by `Helper as usize`.
    pub fn new(helpers: &[usize]) -> Result<Jit, Refusal> {
        let near = helpers.first().copied().unwrap_or(0);
        let arena = Arena::new(near, helpers).map_err(|m| Refusal::new(RefusalReason::Backend, m))?;
        let preserving = if cfg!(target_arch = "x86_64") { preserving_stubs(&arena, helpers) } else { HashMap::new() };
        Ok(Jit { helpers: helpers.to_vec(), arena, preserving, hook: None, inner: Mutex::new(Inner::default()) })
    }

    /// Shows every function at each stage: `mir`, `clif`, `asm`.
    pub fn with_hook(mut self, hook: Hook) -> Jit {
        self.hook = Some(hook);
        self
    }

    /// Writes a line per unit into `/tmp/perf-PID.map`, from which `perf` takes names.
    pub fn with_perf_map(self) -> Jit {
        let path = format!("/tmp/perf-{}.map", std::process::id());
        self.lock().perf_map = File::options().create(true).append(true).open(path).ok();
        self
    }

    /// Nothing that holds the lock leaves it half done, so a panic elsewhere spoils nothing.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes of code and of tables in use.
    pub fn used(&self) -> (usize, usize) {
        self.arena.used()
    }
}

/// Makes the stubs for helpers that cold ways call.
fn preserving_stubs(arena: &Arena, helpers: &[usize]) -> HashMap<u16, usize> {
    let mut out = HashMap::new();
    let body = preserving::body();
    let Some(at) = arena.allocate_code(body.len()) else { return out };
    arena.write_code(at, &body);
    for helper in preserving::HELPERS {
        let Some(&address) = helpers.get(helper as usize) else { continue };
        let size = preserving::stub(0, address, 0).len();
        if let Some(place) = arena.allocate_code(size) {
            arena.write_code(place, &preserving::stub(place, address, at));
            out.insert(helper as u16, place);
        }
    }
    out
}

fn refuse(unit: &CompiledUnit, message: &str) -> Refusal {
    Refusal::new(RefusalReason::Backend, format!("{}: {message}", unit.name))
}

impl Tier2 for Jit {
    fn compile(&self, request: &CompileRequest) -> Result<CompiledUnit, Refusal> {
        match &self.hook {
            None => compile(request, &Options::default()),
            Some(hook) => {
                let dump = |stage: &str, name: &str, text: &str| hook(stage, name, text);
                compile(request, &Options { isa: None, dump: Some(&dump) })
            }
        }
    }

    fn load(&self, unit: &CompiledUnit, table: &[u64]) -> Result<LoadedCode, Refusal> {
        let size = unit.code.len();
        let table_size = 8 * (TABLE_HEADER as usize + table.len());
        let code = self.arena.allocate_code(size).ok_or_else(|| refuse(unit, "no room for code"))?;
        let Some(data) = self.arena.allocate_data(table_size) else {
            self.arena.free_code(code, size);
            return Err(refuse(unit, "no room for the table"));
        };
        let mut bytes = unit.code.clone();
        for relocation in &unit.relocations {
            let (target, stub) = match &relocation.target {
                RelocationTarget::Helper(number) if relocation.kind == RelocationKind::PreservingCall as u8 => {
                    (self.preserving.get(number).copied(), None)
                }
                RelocationTarget::Helper(number) => {
                    let number = *number as usize;
                    (self.helpers.get(number).copied(), self.arena.stub(number))
                }
                RelocationTarget::Table(offset) => (Some(data + *offset as usize), None),
                RelocationTarget::Symbol(_) => (None, None),
            };
            if target.and_then(|target| patch::apply(&mut bytes, code, relocation, target, stub)).is_none() {
                self.arena.free_code(code, size);
                self.arena.free_data(data, table_size);
                return Err(refuse(unit, &format!("relocation {relocation:?}")));
            }
        }
        let mut words = vec![0; TABLE_HEADER as usize];
        words.extend(table);
        self.arena.write_data(data, &words);
        self.arena.write_code(code, &bytes);
        let mut inner = self.lock();
        inner.tables.insert(code, table_size);
        if let Some(file) = &mut inner.perf_map {
            // Profiles without names are no reason to fail.
            let _ = writeln!(file, "{code:x} {size:x} py::{}", unit.name);
        }
        Ok(LoadedCode { entry: code, table: data, size })
    }

    fn release(&self, code: LoadedCode) {
        let table_size = self.lock().tables.remove(&code.entry);
        if let Some(table_size) = table_size {
            self.arena.free_code(code.entry, code.size);
            self.arena.free_data(code.table, table_size);
        }
    }
}
