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

/// The unit of a file's bytes. What has no code is given too, with the reason.
pub fn unit(bytes: Vec<u8>, file: &str) -> Result<Unit, (Unit, Fault)> {
    if file.ends_with(".pyc") || bytes.starts_with(&PYC_MAGIC) {
        let code = bytes.strip_prefix(&PYC_MAGIC).and_then(|rest| rest.get(PYC_HEADER - PYC_MAGIC.len()..));
        let unit = |code| Unit { code, source: None, warnings: Vec::new() };
        let code = code.and_then(|code| marshal::read(code).ok());
        return if code.is_some() { Ok(unit(code)) } else { Err((unit(None), Fault::Compiled)) };
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
    let is_fine = compiled.is_some();
    let (code, warnings) = compiled.map_or((None, Vec::new()), |compiled| (Some(compiled.code), compiled.warnings));
    let unit = Unit { code, source: Some(bytes), warnings };
    if is_fine { Ok(unit) } else { Err((unit, Fault::Syntax)) }
}
