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

/// A request for the function of that name, whose operators all saw operands of one kind.
pub fn request(text: &str, name: &str, kind: u16) -> taipan_abi::request::CompileRequest {
    use taipan_abi::feedback::{Feedback, Site};
    use taipan_abi::opcodes::Op;
    let all = functions(text.as_bytes(), "test.py").expect("parses");
    let code = all.into_iter().find(|c| c.name.as_str() == Some(name)).expect("the function");
    let bytecode = taipan_optimizer::build::Bytecode::new(&code).expect("well formed");
    let operands = Site::Operands { left: kind, right: kind, overflowed: false };
    let sites = bytecode
        .instrs
        .iter()
        .filter(|i| matches!(i.op, Op::BINARY_OP | Op::COMPARE_OP))
        .map(|i| (i.unit, operands.clone()))
        .collect();
    taipan_abi::request::CompileRequest::new(code, Feedback::new(sites, 1))
}
