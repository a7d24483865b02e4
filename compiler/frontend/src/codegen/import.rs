//! `import` and `from … import`.

use super::Generator;
use crate::ast::{self, Alias};
use crate::constant::str_constant;
use crate::fault::Result;
use crate::name::Sym;
use crate::position::Loc;
use ruff_text_size::Ranged;
use taipan_abi::code::Constant;
use taipan_abi::opcodes::{Op, intrinsic1};

impl Generator<'_, '_> {
    pub(super) fn import(&mut self, node: &ast::StmtImport) -> Result {
        let loc = self.loc(node.range());
        for alias in &node.names {
            self.load_const(loc, Constant::Int(0));
            self.load_none(loc);
            let module = self.sym(&alias.name);
            self.name_op(loc, Op::IMPORT_NAME, module, 0, 0);
            match &alias.asname {
                Some(asname) => {
                    let target = self.sym(asname);
                    self.bind_submodule(loc, alias, target);
                }
                None => {
                    let name = alias.name.as_str();
                    let first = name.split('.').next().unwrap_or(name);
                    let target = self.names.intern(first);
                    self.store_name(loc, target);
                }
            }
        }
        Ok(())
    }

    /// `import a.b.c as d` walks down from `a`, which is what the import gives.
    fn bind_submodule(&mut self, loc: Loc, alias: &Alias, target: Sym) {
        let mut parts = alias.name.as_str().split('.').skip(1).peekable();
        if parts.peek().is_none() {
            return self.store_name(loc, target);
        }
        while let Some(part) = parts.next() {
            let part = self.names.intern(part);
            let index = self.name_index(part);
            self.op_arg(loc, Op::IMPORT_FROM, index);
            if parts.peek().is_some() {
                self.op_arg(loc, Op::SWAP, 2);
                self.op(loc, Op::POP_TOP);
            }
        }
        self.store_name(loc, target);
        self.op(loc, Op::POP_TOP);
    }

    pub(super) fn import_from(&mut self, node: &ast::StmtImportFrom) -> Result {
        let loc = self.loc(node.range());
        self.load_const(loc, Constant::Int(i64::from(node.level)));
        let names = node.names.iter().map(|alias| str_constant(alias.name.as_str().into())).collect();
        self.load_const(loc, Constant::Tuple(names));
        let module = match &node.module {
            Some(module) => self.sym(module),
            None => Sym::EMPTY,
        };
        self.name_op(loc, Op::IMPORT_NAME, module, 0, 0);
        for alias in &node.names {
            if alias.name.as_str() == "*" {
                self.op_arg(loc, Op::CALL_INTRINSIC_1, intrinsic1::IMPORT_STAR);
                self.op(Loc::NONE, Op::POP_TOP);
                return Ok(());
            }
            let name = self.sym(&alias.name);
            self.name_op(loc, Op::IMPORT_FROM, name, 0, 0);
            let target = match &alias.asname {
                Some(asname) => self.sym(asname),
                None => name,
            };
            self.store_name(loc, target);
        }
        self.op(loc, Op::POP_TOP);
        Ok(())
    }
}
