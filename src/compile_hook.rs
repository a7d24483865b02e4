//! The runtime's way to the frontend, with a look at what comes out of it.

use taipan_abi::options::{Options, Stage};
use taipan_abi::source::{CompiledSource, ExpressionShape, SourceCompiler, SourceRequest, SyntaxFault};
use taipan_cli::{dis, output};
use taipan_frontend::Frontend;

/// The frontend, and whether to show the code it makes.
pub struct Hook {
    shows: bool,
    /// Empty: everything is shown.
    filter: String,
}

impl Hook {
    /// A hook that lives as long as the process.
    pub fn new(options: &Options) -> &'static Hook {
        Box::leak(Box::new(Hook {
            shows: options.dump.contains(Stage::Bytecode),
            filter: options.dump_filter.clone().unwrap_or_default(),
        }))
    }
}

impl SourceCompiler for Hook {
    fn compile(&self, request: &SourceRequest<'_>) -> Result<CompiledSource, Box<SyntaxFault>> {
        let compiled = Frontend.compile(request)?;
        if self.shows {
            let text = dis::filtered(&compiled.code, &self.filter);
            if !text.is_empty() {
                output::complain(&text);
            }
        }
        Ok(compiled)
    }

    fn expression_shape(&self, segment: &str) -> Option<ExpressionShape> {
        Frontend.expression_shape(segment)
    }

    fn statement_call(&self, lines: &str) -> Option<(usize, usize)> {
        Frontend.statement_call(lines)
    }
}
