//! `match` statements (PEP 634).

use super::Generator;
use crate::ast;
use crate::fault::Result;
use ruff_text_size::Ranged;

impl<'a> Generator<'a, '_> {
    pub(super) fn match_stmt(&mut self, node: &'a ast::StmtMatch) -> Result {
        let loc = self.loc(node.range());
        self.error(loc, "not supported yet: match")
    }
}
