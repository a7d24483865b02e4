//! The runtime's way to the frontend, with a look at what comes out of it.

use taipan_abi::options::Options;
use taipan_abi::source::{CompiledSource, ExpressionShape, SourceCompiler, SourceRequest, SyntaxFault};
use taipan_frontend::Frontend;

/// The frontend.
pub struct Hook;

impl Hook {
    /// A hook that lives as long as the process.
    pub fn new(_options: &Options) -> &'static Hook {
        &Hook
    }
}

impl SourceCompiler for Hook {
    fn compile(&self, request: &SourceRequest<'_>) -> Result<CompiledSource, Box<SyntaxFault>> {
        Frontend.compile(request)
    }

    fn expression_shape(&self, segment: &str) -> Option<ExpressionShape> {
        Frontend.expression_shape(segment)
    }

    fn statement_call(&self, lines: &str) -> Option<(usize, usize)> {
        Frontend.statement_call(lines)
    }
}
