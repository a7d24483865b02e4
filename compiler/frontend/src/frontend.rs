//! The stages in order, from a request to a code object or a fault.

use crate::codegen;
use crate::diagnose::{check_single, diagnose};
use crate::fault::{Result, Warnings};
use crate::future::Future;
use crate::literal_warnings;
use crate::name::Names;
use crate::parse;
use crate::position::Lines;
use crate::preprocess;
use crate::scope;
use crate::shape;
use crate::source;
use std::sync::Arc;
use taipan_abi::code::CodeObject;
use taipan_abi::source::{
    CompiledSource, ExpressionShape, Source, SourceCompiler, SourceMode, SourceRequest, SyntaxFault,
};

/// The Python frontend. It holds no state: requests do not affect each other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Frontend;

/// Stack for the recursive stages to begin with; deeper ones take more.
const STACK: usize = 4 * 1024 * 1024;

impl SourceCompiler for Frontend {
    fn compile(&self, request: &SourceRequest<'_>) -> std::result::Result<CompiledSource, Box<SyntaxFault>> {
        let text = match source::decode(request.source) {
            Ok(text) => text,
            Err(fault) => {
                let (Source::Bytes(bytes) | Source::Text(bytes)) = request.source;
                let bytes = bytes.strip_prefix(source::BOM).unwrap_or(bytes);
                let shown = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n");
                return Err(fault.into_syntax_fault(&shown, &Lines::new(&shown), true));
            }
        };
        let lines = Lines::new(&text);
        let mut warnings = Warnings::default();
        let compiled = stacker::maybe_grow(STACK / 2, STACK, || compile_text(&text, &lines, request, &mut warnings));
        match compiled {
            Ok(code) => Ok(CompiledSource {
                code: Arc::try_unwrap(code).unwrap_or_else(|shared| (*shared).clone()),
                warnings: warnings.into_list(),
            }),
            Err(fault) => {
                let named = !request.filename.as_wtf8().starts_with(b"<");
                Err(fault.into_syntax_fault(&text, &lines, named))
            }
        }
    }

    fn expression_shape(&self, segment: &str) -> Option<ExpressionShape> {
        stacker::maybe_grow(STACK / 2, STACK, || shape::expression(segment))
    }

    fn statement_call(&self, lines: &str) -> Option<(usize, usize)> {
        stacker::maybe_grow(STACK / 2, STACK, || shape::statement_call(lines))
    }
}

fn compile_text(
    text: &str,
    lines: &Lines,
    request: &SourceRequest<'_>,
    warnings: &mut Warnings,
) -> Result<Arc<CodeObject>> {
    if request.mode == SourceMode::Single
        && let Some(fault) = check_single(text, lines, request.allow_incomplete_input)
    {
        return Err(fault);
    }
    let (tree, literals) = match parse::parse(text, request.mode) {
        Ok(parsed) => parsed,
        Err(failure) => {
            return Err(diagnose(&failure, text, lines, request.mode, request.allow_incomplete_input));
        }
    };
    literal_warnings::warn(text, &literals, lines, warnings);
    let module = tree.module();
    let body = match module {
        crate::ast::Mod::Module(module) => &module.body[..],
        crate::ast::Mod::Expression(_) => &[],
    };
    let future = Future::of(body, request.future_flags, lines)?;
    preprocess::warn_jumps_out_of_finally(body, lines, warnings);
    let mut names = Names::new();
    let table = scope::build(
        module,
        &mut names,
        &scope::Setting { lines, text, future: &future, mode: request.mode, drop_docstrings: request.optimize >= 2 },
    )?;
    let setting = codegen::Setting {
        text,
        lines,
        filename: request.filename,
        future: &future,
        mode: request.mode,
        optimize: request.optimize,
    };
    codegen::generate(module, table, &mut names, &setting, warnings)
}
