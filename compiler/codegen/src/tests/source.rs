//! Python text to compile requests.

use std::sync::Arc;

use taipan_abi::code::{CodeObject, Constant};
use taipan_abi::source::{Source, SourceCompiler, SourceMode, SourceRequest};

/// Every code object of a program, the module's last.
pub fn functions(text: &[u8], name: &str) -> Option<Vec<Arc<CodeObject>>> {
    let request = SourceRequest {
        source: Source::Bytes(text),
        filename: &name.into(),
        mode: SourceMode::Exec,
        future_flags: 0,
        optimize: 0,
        allow_incomplete_input: false,
    };
    let compiled = taipan_frontend::Frontend.compile(&request).ok()?;
    let mut out = Vec::new();
    collect(Arc::new(compiled.code), &mut out);
    Some(out)
}

fn collect(code: Arc<CodeObject>, out: &mut Vec<Arc<CodeObject>>) {
    for constant in &code.consts {
        if let Constant::Code(inner) = constant {
            collect(inner.clone(), out);
        }
    }
    out.push(code);
}
