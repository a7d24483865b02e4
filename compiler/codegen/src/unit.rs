//! From a request to a [`CompiledUnit`]: the optimizer, the lowering, Cranelift, and what it left to be patched.

use std::sync::OnceLock;

use cranelift_codegen::binemit::Reloc;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::{ExternalName, Function};
use cranelift_codegen::isa::{OwnedTargetIsa, TargetIsa};
use cranelift_codegen::{Context, FinalizedRelocTarget};
use taipan_abi::request::CompileRequest;
use taipan_abi::unit::{CompiledUnit, Refusal, RefusalReason, Relocation, RelocationTarget};
use taipan_optimizer::mir::Mir;

use crate::lower as lowering;
use crate::target::{self, Allocation};

/// Sees a function at a stage of its compilation: stage (`mir`, `clif`, `asm`), name, text.
pub type Dump<'a> = &'a (dyn Fn(&str, &str, &str) + Sync);

/// Functions of more MIR instructions get their registers in linear time.
pub(crate) const HUGE: usize = 20_000;

/// What to compile for, and who watches.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// The target; the processor this runs on where it is absent.
    pub isa: Option<&'a dyn TargetIsa>,
    pub dump: Option<Dump<'a>>,
}

/// The kind of patch of a [`Relocation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum RelocationKind {
    /// The 64-bit address.
    Absolute = 1,
    /// x86-64: 32 bits, relative to the place.
    Relative = 2,
    /// The same, in a call: may go through a stub.
    RelativeCall = 3,
    /// x86-64: a call of a helper by its stub that keeps every register, see `preserving.rs`.
    PreservingCall = 7,
    /// AArch64: `bl`.
    ArmCall = 4,
    /// AArch64: the page in `adrp`.
    ArmPage = 5,
    /// AArch64: the low 12 bits in `add`.
    ArmPageOffset = 6,
}

impl RelocationKind {
    pub fn from_number(number: u8) -> Option<RelocationKind> {
        use RelocationKind as K;
        [K::Absolute, K::Relative, K::RelativeCall, K::ArmCall, K::ArmPage, K::ArmPageOffset, K::PreservingCall]
            .into_iter()
            .find(|k| *k as u8 == number)
    }

    fn of(reloc: Reloc) -> Option<RelocationKind> {
        Some(match reloc {
            Reloc::Abs8 => RelocationKind::Absolute,
            Reloc::X86PCRel4 => RelocationKind::Relative,
            Reloc::X86CallPCRel4 => RelocationKind::RelativeCall,
            Reloc::Arm64Call => RelocationKind::ArmCall,
            Reloc::Aarch64AdrPrelPgHi21 => RelocationKind::ArmPage,
            Reloc::Aarch64AddAbsLo12Nc => RelocationKind::ArmPageOffset,
            _ => return None,
        })
    }
}

/// Namespaces of the code generator's external names.
pub(crate) const HELPERS: u32 = 0;
pub(crate) const TABLE: u32 = 1;
/// Helpers that keep every register: they take one more argument, the third, where their answer goes.
pub(crate) const PRESERVING: u32 = 2;

/// Compiles a request.
pub fn compile(request: &CompileRequest, options: &Options) -> Result<CompiledUnit, Refusal> {
    let mir = taipan_optimizer::pipeline::optimize(request)?;
    let isa = match options.isa {
        Some(isa) => isa,
        None => host(if mir.insts.len() > HUGE { Allocation::Fast } else { Allocation::Careful })?,
    };
    lower_with(&mir, request, isa, options.dump)
}

/// The host's target: detecting and setting it up once is enough.
fn host(allocation: Allocation) -> Result<&'static dyn TargetIsa, Refusal> {
    static CAREFUL: OnceLock<Result<OwnedTargetIsa, Refusal>> = OnceLock::new();
    static FAST: OnceLock<Result<OwnedTargetIsa, Refusal>> = OnceLock::new();
    let place = match allocation {
        Allocation::Careful => &CAREFUL,
        Allocation::Fast => &FAST,
    };
    match place.get_or_init(|| target::host(allocation)) {
        Ok(isa) => Ok(&**isa),
        Err(refusal) => Err(refusal.clone()),
    }
}

/// Translates optimised MIR.
pub fn lower(mir: &Mir, request: &CompileRequest, isa: &dyn TargetIsa) -> Result<CompiledUnit, Refusal> {
    lower_with(mir, request, isa, None)
}

/// Like [`lower`], watched.
pub fn lower_with(
    mir: &Mir,
    request: &CompileRequest,
    isa: &dyn TargetIsa,
    dump: Option<Dump>,
) -> Result<CompiledUnit, Refusal> {
    let backend = |message: String| Refusal::new(RefusalReason::Backend, format!("{}: {message}", mir.name));
    if let Some(dump) = dump {
        dump("mir", &mir.name, &mir.to_string());
    }
    let mut function = Function::new();
    let parts = lowering::function(mir, request, isa, &mut function);
    if let Some(dump) = dump {
        dump("clif", &mir.name, &function.display().to_string());
    }
    let mut context = Context::for_function(function);
    context.set_disasm(dump.is_some());
    context.compile(isa, &mut ControlPlane::default()).map_err(|e| backend(format!("{:?}", e.inner)))?;
    let compiled = context.take_compiled_code().ok_or_else(|| backend("no code".into()))?;
    if let (Some(dump), Some(text)) = (dump, &compiled.vcode) {
        dump("asm", &mir.name, text);
    }
    let mut relocations = Vec::new();
    for reloc in compiled.buffer.relocs() {
        let kind = RelocationKind::of(reloc.kind).ok_or_else(|| backend(format!("relocation {:?}", reloc.kind)))?;
        let FinalizedRelocTarget::ExternalName(ExternalName::User(name)) = &reloc.target else {
            return Err(backend(format!("relocation of {:?}", reloc.target)));
        };
        let name = &context.func.params.user_named_funcs()[*name];
        let kind = if name.namespace == PRESERVING { RelocationKind::PreservingCall } else { kind };
        let target = match name.namespace {
            HELPERS | PRESERVING => RelocationTarget::Helper(name.index as u16),
            _ => RelocationTarget::Table(0),
        };
        relocations.push(Relocation { offset: reloc.offset, kind: kind as u8, target, addend: reloc.addend });
    }
    Ok(CompiledUnit {
        name: mir.name.clone(),
        code: compiled.buffer.data().to_vec(),
        relocations,
        table: parts.table,
        entries: mir.entries.iter().map(|(kind, _)| *kind).collect(),
        exits: parts.exits,
        sites: parts.sites,
        invariants: mir.invariants.clone(),
    })
}
