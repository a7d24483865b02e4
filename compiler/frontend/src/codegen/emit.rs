//! Emission: instructions, labels, constants, code objects that begin and end.

use super::unit::{Arity, BlockKind, FrameBlock, SymSet, Unit, UnitKind};
use super::{Generator, compound_range, def_range};
use crate::ast::{self, Expr, Stmt};
use crate::constant::{ConstTable, str_constant};
use crate::fault::{Fault, Result};
use crate::flowgraph;
use crate::instr::{Label, Opcode, Sequence};
use crate::name::Sym;
use crate::position::Loc;
use crate::scope::{Flags, Place, Scope, ScopeId};
use ruff_text_size::{Ranged, TextRange};
use std::sync::Arc;
use taipan_abi::code::{CodeObject, Constant, Text};
use taipan_abi::opcodes::{Op, code_flags, resume};
use taipan_abi::source::FaultKind;

/// Static blocks may nest this deep.
const MAX_BLOCKS: usize = 40;

impl<'a> Generator<'a, '_> {
    pub(super) fn unit(&mut self) -> &mut Unit<'a> {
        let last = self.units.len() - 1;
        &mut self.units[last]
    }

    pub(super) fn unit_ref(&self) -> &Unit<'a> {
        &self.units[self.units.len() - 1]
    }

    pub(super) fn scope(&self) -> &Scope {
        self.table.scope(self.unit_ref().scope)
    }

    pub(super) fn loc(&self, range: TextRange) -> Loc {
        self.setting.lines.loc(range)
    }

    pub(super) fn expr_loc(&self, expr: &Expr) -> Loc {
        match self.bare_generator {
            Some((generator, range)) if std::ptr::eq(generator, expr) => self.loc(range),
            _ => self.loc(expr.range()),
        }
    }

    /// Remembers where the parentheses of a lone generator expression are.
    pub(super) fn note_bare_generator(&mut self, arguments: &ast::Arguments) {
        if let [generator @ Expr::Generator(node)] = &*arguments.args
            && !node.parenthesized
        {
            self.bare_generator = Some((generator, arguments.range));
        }
    }

    /// The statement's location, without decorators.
    pub(super) fn stmt_loc(&self, stmt: &Stmt) -> Loc {
        let text = self.setting.text;
        self.loc(match stmt {
            Stmt::FunctionDef(def) => def_range(text, def.range(), &def.decorator_list),
            Stmt::ClassDef(def) => def_range(text, def.range(), &def.decorator_list),
            Stmt::For(_) | Stmt::While(_) | Stmt::If(_) | Stmt::With(_) | Stmt::Match(_) | Stmt::Try(_) => {
                compound_range(text, stmt.range())
            }
            other => other.range(),
        })
    }

    pub(super) fn sym(&mut self, identifier: &ast::Identifier) -> Sym {
        self.names.intern(identifier.as_str())
    }

    pub(super) fn op(&mut self, loc: Loc, op: Op) {
        self.unit().seq.push(op.into(), 0, loc);
    }

    pub(super) fn op_arg(&mut self, loc: Loc, op: Op, arg: u32) {
        self.unit().seq.push(op.into(), arg, loc);
    }

    pub(super) fn pseudo(&mut self, loc: Loc, op: Opcode, arg: u32) {
        self.unit().seq.push(op, arg, loc);
    }

    pub(super) fn jump(&mut self, loc: Loc, op: impl Into<Opcode>, target: Label) {
        self.unit().seq.push(op.into(), target.0, loc);
    }

    pub(super) fn label(&mut self) -> Label {
        self.unit().seq.new_label()
    }

    pub(super) fn place(&mut self, label: Label) {
        self.unit().seq.place(label);
    }

    /// A label at this point.
    pub(super) fn label_here(&mut self) -> Label {
        let label = self.label();
        self.place(label);
        label
    }

    pub(super) fn add_const(&mut self, constant: Constant) -> u32 {
        let last = self.units.len() - 1;
        self.units[last].consts.add(constant, &self.pool)
    }

    pub(super) fn load_const(&mut self, loc: Loc, constant: Constant) {
        let index = self.add_const(constant);
        self.op_arg(loc, Op::LOAD_CONST, index);
    }

    pub(super) fn load_none(&mut self, loc: Loc) {
        self.load_const(loc, Constant::None);
    }

    pub(super) fn name_constant(&self, name: Sym) -> Constant {
        str_constant(Text::from(self.names.text(name)))
    }

    pub(super) fn load_str(&mut self, loc: Loc, name: Sym) {
        let constant = self.name_constant(name);
        self.load_const(loc, constant);
    }

    /// The index of a name in `co_names`.
    pub(super) fn name_index(&mut self, name: Sym) -> u32 {
        self.unit().names.insert_full(name).0 as u32
    }

    /// An instruction about an attribute, mangled where it is private; `shift` and `low` make
    /// the argument.
    pub(super) fn name_op(&mut self, loc: Loc, op: Op, name: Sym, shift: u32, low: u32) {
        let mangled = self.mangle(name);
        let index = self.name_index(mangled);
        self.op_arg(loc, op, index << shift | low);
    }

    pub(super) fn mangle(&mut self, name: Sym) -> Sym {
        if let Some(mangled) = &self.scope().mangled
            && !mangled.contains(&name)
        {
            return name;
        }
        let private = self.unit_ref().private;
        self.names.mangle(private, name)
    }

    pub(super) fn error<T>(&self, loc: Loc, message: impl Into<String>) -> Result<T> {
        Err(Fault::syntax(message, loc))
    }

    /// Runs one level deeper, on more stack where it is needed.
    pub(super) fn nested(&mut self, emit: impl FnOnce(&mut Self) -> Result) -> Result {
        self.depth += 1;
        if self.depth > crate::scope::MAX_DEPTH {
            return Err(Fault::nowhere(
                FaultKind::RecursionError,
                "maximum recursion depth exceeded during compilation",
            ));
        }
        let result =
            if self.depth < 30 { emit(self) } else { stacker::maybe_grow(256 * 1024, 4 * 1024 * 1024, || emit(self)) };
        self.depth -= 1;
        result
    }

    pub(super) fn push_block(
        &mut self,
        kind: BlockKind<'a>,
        loc: Loc,
        start: Option<Label>,
        exit: Option<Label>,
    ) -> Result {
        if self.unit().blocks.len() >= MAX_BLOCKS {
            return self.error(loc, "too many statically nested blocks");
        }
        if matches!(kind, BlockKind::FinallyEnd) {
            self.warnings.mute();
        }
        self.unit().blocks.push(FrameBlock { kind, start, exit, loc });
        Ok(())
    }

    pub(super) fn pop_block(&mut self) {
        let popped = self.unit().blocks.pop();
        if matches!(popped, Some(FrameBlock { kind: BlockKind::FinallyEnd, .. })) {
            self.warnings.unmute();
        }
    }

    /// Begins a code object.
    pub(super) fn enter(
        &mut self,
        name: Sym,
        kind: UnitKind,
        scope: ScopeId,
        firstlineno: i32,
        private: Option<Sym>,
        arity: Arity,
    ) -> Result {
        let qualname = self.qualname(name, kind);
        let private = private.or_else(|| self.units.last().and_then(|unit| unit.private));
        let entry = self.table.scope(scope);
        let mut cellvars = self.sorted_symbols(entry, Place::Cell, Flags::COMP_CELL);
        if entry.needs_class_closure {
            cellvars.insert(Sym::CLASS);
        }
        if entry.needs_classdict {
            cellvars.insert(Sym::CLASSDICT);
        }
        if entry.has_conditional_annotations {
            cellvars.insert(Sym::CONDITIONAL_ANNOTATIONS);
        }
        let freevars = self.sorted_symbols(entry, Place::Free, Flags::FREE_CLASS);
        let unit = Unit {
            kind,
            scope,
            name,
            qualname,
            private,
            arity,
            firstlineno,
            consts: ConstTable::default(),
            names: SymSet::default(),
            varnames: entry.varnames.iter().copied().collect(),
            cellvars,
            freevars,
            fast_hidden: Default::default(),
            seq: Sequence::default(),
            blocks: Vec::new(),
            in_inlined_comp: 0,
            in_conditional_block: 0,
            deferred_annotations: Vec::new(),
            conditional_annotations: 0,
            static_attributes: Default::default(),
        };
        self.units.push(unit);
        let mut loc = Loc::line_start(firstlineno);
        if kind == UnitKind::Module {
            loc.line = 0;
        }
        self.op_arg(loc, Op::RESUME, resume::AT_FUNC_START);
        if kind == UnitKind::Module {
            self.pseudo(loc, Opcode::AnnotationsPlaceholder, 0);
        }
        Ok(())
    }

    fn sorted_symbols(&self, scope: &Scope, place: Place, flag: u16) -> SymSet {
        let mut found: Vec<Sym> = scope
            .symbols
            .iter()
            .filter(|(_, flags)| flags.place == place || flags.has(flag))
            .map(|(&name, _)| name)
            .collect();
        found.sort_unstable_by(|&a, &b| self.names.compare(a, b));
        found.into_iter().collect()
    }

    fn qualname(&mut self, name: Sym, kind: UnitKind) -> String {
        let own = self.names.text(name).to_owned();
        let count = self.units.len();
        if count < 2 {
            return own;
        }
        let mut parent = &self.units[count - 1];
        if parent.kind == UnitKind::Annotations {
            if count == 2 {
                return own;
            }
            parent = &self.units[count - 2];
        }
        if matches!(kind, UnitKind::Function | UnitKind::AsyncFunction | UnitKind::Class) {
            let (private, scope) = (parent.private, parent.scope);
            let mangled = self.names.mangle(private, name);
            if self.table.scope(scope).place(mangled) == Place::GlobalExplicit {
                return own;
            }
        }
        let parent = if self.units[count - 1].kind == UnitKind::Annotations {
            &self.units[count - 2]
        } else {
            &self.units[count - 1]
        };
        let locals = match parent.kind {
            UnitKind::Function | UnitKind::AsyncFunction | UnitKind::Lambda => ".<locals>",
            _ => "",
        };
        format!("{}{locals}.{own}", parent.qualname)
    }

    /// Ends the innermost code object. `add_none`: it returns None where it falls off its end.
    pub(super) fn finish(&mut self, add_none: bool) -> Arc<CodeObject> {
        let code = self.finish_unshared(add_none);
        self.pool.share(code)
    }

    /// Ends an annotation function. Its parameter has a name that no annotation can mean; its
    /// signature shows the name without the dot.
    pub(super) fn finish_annotations(&mut self) -> Arc<CodeObject> {
        let mut code = self.finish_unshared(true);
        if let Some(format) = code.localsplusnames.first_mut() {
            *format = Text::from(self.names.text(Sym::FORMAT));
        }
        self.pool.share(code)
    }

    fn finish_unshared(&mut self, add_none: bool) -> CodeObject {
        if add_none {
            self.load_none(Loc::NONE);
        }
        self.op(Loc::NONE, Op::RETURN_VALUE);
        let flags = self.code_flags();
        let parameters = self.scope().varnames.len();
        let Some(unit) = self.units.pop() else {
            unreachable!("a code object ends that never began");
        };
        flowgraph::finish(flowgraph::Input {
            seq: unit.seq,
            consts: unit.consts,
            pool: &self.pool,
            names: self.names,
            co_names: &unit.names,
            varnames: &unit.varnames,
            cellvars: &unit.cellvars,
            freevars: &unit.freevars,
            fast_hidden: &unit.fast_hidden,
            parameters,
            argcount: unit.arity.positional_only + unit.arity.positional,
            posonlyargcount: unit.arity.positional_only,
            kwonlyargcount: unit.arity.keyword_only,
            flags,
            filename: self.setting.filename,
            name: unit.name,
            qualname: &unit.qualname,
            firstlineno: unit.firstlineno,
        })
    }

    fn code_flags(&self) -> u32 {
        let scope = self.scope();
        let mut flags = 0;
        if scope.is_function_like() {
            flags |= code_flags::NEWLOCALS | code_flags::OPTIMIZED;
            for (condition, flag) in [
                (scope.nested, code_flags::NESTED),
                (scope.generator && !scope.coroutine, code_flags::GENERATOR),
                (scope.generator && scope.coroutine, code_flags::ASYNC_GENERATOR),
                (scope.varargs, code_flags::VARARGS),
                (scope.varkeywords, code_flags::VARKEYWORDS),
                (scope.has_docstring, code_flags::HAS_DOCSTRING),
                (scope.method, code_flags::METHOD),
            ] {
                if condition {
                    flags |= flag;
                }
            }
        }
        if scope.coroutine && !scope.generator {
            flags |= code_flags::COROUTINE;
        }
        flags | self.setting.future.flags
    }
}
