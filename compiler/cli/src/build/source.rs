//! One file of the program: its code and its source.

use taipan_abi::code::{CodeObject, Text};
use taipan_abi::opcodes::PYC_MAGIC;
use taipan_abi::source::{Source, SourceCompiler, SourceMode, SourceRequest, SourceWarning};
use taipan_frontend::{Frontend, marshal};

/// What an executable keeps of a file.
pub struct Unit {
    /// None: it does not compile.
    pub code: Option<CodeObject>,
    /// None: the file was compiled already.
    pub source: Option<Vec<u8>>,
    pub warnings: Vec<SourceWarning>,
    /// Why there is no code.
    pub fault: Option<Fault>,
}

/// Why a file has no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Syntax,
    /// A `.pyc` file that is not one of Python 3.14, or is damaged.
    Compiled,
}

/// Length of what stands before the code in a `.pyc` file.
const PYC_HEADER: usize = 16;

/// The unit of a file's bytes.
pub fn unit(bytes: Vec<u8>, file: &str) -> Box<Unit> {
    if file.ends_with(".pyc") || bytes.starts_with(&PYC_MAGIC) {
        let code = bytes.strip_prefix(&PYC_MAGIC).and_then(|rest| rest.get(PYC_HEADER - PYC_MAGIC.len()..));
        let code = code.and_then(|code| marshal::read(code).ok());
        let fault = code.is_none().then_some(Fault::Compiled);
        return Box::new(Unit { code, source: None, warnings: Vec::new(), fault });
    }
    let request = SourceRequest {
        source: Source::Bytes(&bytes),
        filename: &Text::from(file),
        mode: SourceMode::Exec,
        future_flags: 0,
        optimize: 0,
        allow_incomplete_input: false,
    };
    // CPython refuses null bytes in files before it compiles them.
    let compiled = if bytes.contains(&0) { None } else { Frontend.compile(&request).ok() };
    let fault = compiled.is_none().then_some(Fault::Syntax);
    let (code, warnings) = compiled.map_or((None, Vec::new()), |compiled| (Some(compiled.code), compiled.warnings));
    Box::new(Unit { code, source: Some(bytes), warnings, fault })
}
