//! Class definitions.

use super::unit::{Arity, UnitKind};
use super::{Generator, def_range};
use crate::ast;
use crate::constant::str_constant;
use crate::fault::Result;
use crate::instr::Opcode;
use crate::name::Sym;
use crate::position::Loc;
use crate::scope::Role;
use ruff_text_size::Ranged;
use taipan_abi::code::Constant;
use taipan_abi::opcodes::{Op, intrinsic1};

impl<'a> Generator<'a, '_> {
    pub(super) fn class(&mut self, def: &'a ast::StmtClassDef) -> Result {
        self.decorators(&def.decorator_list)?;
        let loc = self.loc(def_range(self.setting.text, def.range(), &def.decorator_list));
        let firstlineno = self.first_line(loc, &def.decorator_list);
        let name = self.sym(&def.name);
        if let Some(params) = &def.type_params {
            self.enter_type_params(name, params, firstlineno, Some(name), Arity::default())?;
            self.type_params(params)?;
            self.store_name(loc, Sym::DOT_TYPE_PARAMS);
        }
        self.class_body(def, name, firstlineno, loc)?;
        let (args, keywords) = match &def.arguments {
            Some(arguments) => (&arguments.args[..], &arguments.keywords[..]),
            None => (&[][..], &[][..]),
        };
        if def.type_params.is_some() {
            self.load_name(loc, Sym::DOT_TYPE_PARAMS);
            self.op_arg(loc, Op::CALL_INTRINSIC_1, intrinsic1::SUBSCRIPT_GENERIC);
            self.store_name(loc, Sym::DOT_GENERIC_BASE);
            self.call_arguments(loc, 2, args, Some(Sym::DOT_GENERIC_BASE), keywords)?;
            let code = self.finish(false);
            self.make_closure(loc, code, 0);
            self.op(loc, Op::PUSH_NULL);
            self.op_arg(loc, Op::CALL, 0);
        } else {
            self.call_arguments(loc, 2, args, None, keywords)?;
        }
        self.apply_decorators(&def.decorator_list);
        self.store_name(loc, name);
        Ok(())
    }

    fn class_body(&mut self, def: &'a ast::StmtClassDef, name: Sym, firstlineno: i32, def_loc: Loc) -> Result {
        let scope = self.scope_of(def, Role::Body);
        self.enter(name, UnitKind::Class, scope, firstlineno, Some(name), Arity::default())?;
        let loc = Loc::line_start(firstlineno);
        self.load_name(loc, Sym::NAME);
        self.store_name(loc, Sym::MODULE);
        let qualname = self.unit_ref().qualname.as_str().into();
        self.load_const(loc, str_constant(qualname));
        self.store_name(loc, Sym::QUALNAME);
        self.load_const(loc, Constant::Int(i64::from(firstlineno)));
        self.store_name(loc, Sym::FIRSTLINENO);
        if def.type_params.is_some() {
            self.load_name(loc, Sym::DOT_TYPE_PARAMS);
            self.store_name(loc, Sym::TYPE_PARAMS);
        }
        if self.scope().needs_classdict {
            self.op(loc, Op::LOAD_LOCALS);
            let index = self.cell_index(Sym::CLASSDICT);
            self.op_arg(loc, Op::STORE_DEREF, index);
        }
        if self.scope().has_conditional_annotations {
            self.op_arg(loc, Op::BUILD_SET, 0);
            let index = self.cell_index(Sym::CONDITIONAL_ANNOTATIONS);
            self.op_arg(loc, Op::STORE_DEREF, index);
        }
        self.namespace_body(&def.body, loc, false)?;
        let attributes = std::mem::take(&mut self.unit().static_attributes);
        let attributes = attributes.iter().map(|name| str_constant(name.as_str().into())).collect();
        self.load_const(Loc::NONE, Constant::Tuple(attributes));
        self.store_name(Loc::NONE, Sym::STATIC_ATTRIBUTES);
        if self.scope().needs_classdict {
            let index = self.cell_index(Sym::CLASSDICT);
            self.pseudo(Loc::NONE, Opcode::LoadClosure, index);
            self.store_name(Loc::NONE, Sym::CLASSDICTCELL);
        }
        if self.scope().needs_class_closure {
            let index = self.cell_index(Sym::CLASS);
            self.pseudo(Loc::NONE, Opcode::LoadClosure, index);
            self.op_arg(Loc::NONE, Op::COPY, 1);
            self.store_name(Loc::NONE, Sym::CLASSCELL);
        } else {
            self.load_none(Loc::NONE);
        }
        self.op(Loc::NONE, Op::RETURN_VALUE);
        let code = self.finish(true);

        self.op(def_loc, Op::LOAD_BUILD_CLASS);
        self.op(def_loc, Op::PUSH_NULL);
        self.make_closure(def_loc, code, 0);
        self.load_str(def_loc, name);
        Ok(())
    }
}
