//! Units ahead of time: an object file with the machine code of a profile's requests, to be linked with the runtime.
//!
//! | section | holds |
//! |---|---|
//! | `.text.taipan_native` | the units' code, and the stubs that keep all registers |
//! | `.bss.taipan_tables` | the units' tables, which the runtime fills when it puts a unit into place |
//! | `.rodata.taipan_units` | [`NativeIndex`], then a [`NativeUnit`] per unit |
//! | `.data.rel.ro.taipan_places` | the addresses of code and table of each unit |
//! | `.data.rel.ro.taipan_native` | the record [`RECORD_SYMBOL`]: addresses of the runtime's loader, of the two above, and their sizes |
//!
//! Helpers are undefined symbols, [`helper_symbol`]; so only those that some unit calls are linked.

mod checks;
mod object;

use cranelift_codegen::isa::OwnedTargetIsa;
use taipan_abi::profile::{NativeIndex, NativeRow, NativeUnit, Profile, code_hash};
use taipan_abi::request::CompileRequest;
use taipan_abi::unit::{CompiledUnit, Refusal};
use taipan_abi::wire;

use crate::target::{self, Allocation};
use crate::unit;

pub use object::{LOADER_SYMBOL, RECORD_SYMBOL, helper_symbol};

/// What every processor has that native code is made for. The runtime looks before it uses any.
const X86_64_FEATURES: &[&str] = &["has_sse3", "has_ssse3", "has_sse41", "has_sse42", "has_popcnt"];

/// An object file, and what is not in it.
pub struct Made {
    pub object: Vec<u8>,
    pub units: usize,
    /// Bytes of machine code.
    pub code: usize,
    pub refused: Vec<(String, Refusal)>,
}

/// A unit and what the runtime has to know about it.
struct Unit {
    compiled: CompiledUnit,
    description: Vec<u8>,
}

/// Compiles every request of a profile, whose code has been put in. The error says why there can be no object file.
pub fn object(profile: &Profile, triple: &str) -> Result<Made, String> {
    let features = if triple.starts_with("x86_64") { X86_64_FEATURES } else { &[] };
    let isa = |allocation| target::isa(triple, features, allocation).map_err(|refusal| refusal.detail);
    let targets = [isa(Allocation::Careful)?, isa(Allocation::Fast)?];
    let mut index = NativeIndex { rows: Vec::new(), symbols: profile.symbols.clone(), shapes: profile.shapes.clone() };
    let mut units = Vec::new();
    let mut refused = Vec::new();
    let mut at = 0u32;
    for recorded in &profile.units {
        let request = &recorded.request;
        match compile(request, &targets) {
            Ok(made) => {
                index.rows.push(row(request, &made, at));
                at += made.description.len() as u32;
                units.push(made);
            }
            Err(refusal) => {
                let name = request.functions.first().map_or("", |f| f.code.qualname.as_str().unwrap_or("?"));
                refused.push((name.to_owned(), refusal));
            }
        }
    }
    let code = units.iter().map(|u| u.compiled.code.len()).sum();
    let object = object::write(triple, &wire::bytes_of(&index), &units)?;
    Ok(Made { object, units: units.len(), code, refused })
}

fn compile(request: &CompileRequest, targets: &[OwnedTargetIsa; 2]) -> Result<Unit, Refusal> {
    let mir = taipan_optimizer::pipeline::optimize(request)?;
    let isa = &targets[usize::from(mir.insts.len() > unit::HUGE)];
    let compiled = unit::lower(&mir, request, &**isa)?;
    object::check(&compiled)?;
    let described = NativeUnit {
        snapshots: checks::snapshots(request),
        checks: checks::of(request, &compiled.invariants, &compiled.table),
        unit: compiled,
    };
    let description = wire::bytes_of(&described);
    Ok(Unit { compiled: described.unit, description })
}

fn row(request: &CompileRequest, made: &Unit, at: u32) -> NativeRow {
    let code = &request.functions[0].code;
    NativeRow {
        length: code.code.len() as u32,
        line: code.firstlineno,
        hash: code_hash(code),
        entry: request.entry,
        entries: made.compiled.entries.clone(),
        size: made.compiled.code.len() as u32,
        at,
        bytes: made.description.len() as u32,
    }
}
