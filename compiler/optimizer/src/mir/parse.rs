//! Reads the text form that [`super::print`] writes.
//!
//! Values, states and blocks may have any numbers in the text; they are numbered anew, by first definition.
//! Types of results are optional in what people write (`v2: i64 = …` takes the inferred type).

use rustc_hash::FxHashMap;
use taipan_abi::exits::{ExitReason, Resume};
use taipan_abi::helpers::Helper;
use taipan_abi::layout::{ClassId, Field, InstanceLayout, VirtualClass};
use taipan_abi::opcodes::Comparison;
use taipan_abi::unit::{EntryKind, Invariant, TableEntry};

use super::func::{Block, Def, ExitPlan, FrameState, Inst, InstData, Mir, Slot, State, Target, Term, Value, Virtual};
use super::ops::{Imm, ImmKind, Opcode, Repr, out_repr};
use super::types::Type;

/// A line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    pub line: usize,
    pub message: String,
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

type Result<T> = std::result::Result<T, String>;

/// Reads every function of a text. Lines starting with `;` are comments.
pub fn parse(text: &str) -> std::result::Result<Vec<Mir>, ParseError> {
    let mut functions = Vec::new();
    let mut reader: Option<Reader> = None;
    for (i, line) in text.lines().enumerate() {
        let fail = |message: String| ParseError { line: i + 1, message };
        let line = line.trim();
        if line.is_empty() || line.starts_with(';') {
            continue;
        }
        if let Some(rest) = line.strip_prefix("function ") {
            let name = rest.trim_end_matches('{').trim().trim_matches('"');
            reader = Some(Reader::new(name));
        } else if line == "}" {
            functions.push(reader.take().ok_or_else(|| fail("} without function".into()))?.finish().map_err(fail)?);
        } else {
            let reader = reader.as_mut().ok_or_else(|| fail("outside of a function".into()))?;
            reader.line(line).map_err(fail)?;
        }
    }
    Ok(functions)
}

/// Splits a line into words, numbers and marks.
struct Tokens<'a>(&'a str);

impl<'a> Tokens<'a> {
    fn peek(&self) -> Option<&'a str> {
        let text = self.0.trim_start();
        let mark = |c: char| matches!(c, ',' | '(' | ')' | '[' | ']' | '=');
        let first = text.chars().next()?;
        let comparison = ["<=", ">=", "==", "!=", "<", ">"].into_iter().find(|c| text.starts_with(c));
        if let Some(c) = comparison {
            return Some(&text[..c.len()]);
        }
        if mark(first) {
            return Some(&text[..1]);
        }
        let end = text.find(|c: char| mark(c) || c.is_whitespace()).unwrap_or(text.len());
        Some(&text[..end])
    }

    fn next(&mut self) -> Result<&'a str> {
        let token = self.peek().ok_or("unexpected end of line")?;
        self.0 = &self.0.trim_start()[token.len()..];
        Ok(token)
    }

    fn eat(&mut self, token: &str) -> bool {
        let hit = self.peek() == Some(token);
        if hit {
            let _ = self.next();
        }
        hit
    }

    fn expect(&mut self, token: &str) -> Result<()> {
        let found = self.next()?;
        if found == token { Ok(()) } else { Err(format!("expected {token:?}, found {found:?}")) }
    }

    /// A type, which may hold blanks within its brackets.
    fn ty(&mut self) -> Result<Type> {
        let text = self.0.trim_start();
        let end = text.find([',', ')', ' ', '[']).unwrap_or(text.len());
        let end = if text[end..].starts_with('[') { end + text[end..].find(']').ok_or("missing ]")? + 1 } else { end };
        self.0 = &text[end..];
        text[..end].parse()
    }

    fn number<T: TryFrom<i128>>(&mut self) -> Result<T> {
        let token = self.next()?;
        let value = match token.strip_prefix("0x") {
            Some(hex) => i128::from_str_radix(hex, 16),
            None => token.parse::<i128>(),
        };
        value.ok().and_then(|v| T::try_from(v).ok()).ok_or_else(|| format!("bad number {token:?}"))
    }

    fn prefixed(&mut self, prefix: &str) -> Result<u32> {
        let token = self.next()?;
        token
            .trim_end_matches(':')
            .strip_prefix(prefix)
            .and_then(|n| n.parse().ok())
            .ok_or_else(|| format!("expected {prefix}N, found {token:?}"))
    }
}

struct Reader {
    mir: Mir,
    values: FxHashMap<u32, Value>,
    states: FxHashMap<u32, State>,
    blocks: FxHashMap<u32, Block>,
    defined: Vec<Block>,
    current: Option<Block>,
}

impl Reader {
    fn new(name: &str) -> Reader {
        Reader {
            mir: Mir::new(name),
            values: FxHashMap::default(),
            states: FxHashMap::default(),
            blocks: FxHashMap::default(),
            defined: Vec::new(),
            current: None,
        }
    }

    /// Blocks keep the order of their definitions in the text.
    fn finish(mut self) -> Result<Mir> {
        for (number, value) in &self.values {
            if self.mir.values[value.index()].def == Def::None {
                return Err(format!("v{number} is never defined"));
            }
        }
        if self.defined.len() != self.mir.blocks.len() {
            return Err("a block is never defined".into());
        }
        let mut place = vec![Block(0); self.defined.len()];
        for (i, block) in self.defined.iter().enumerate() {
            place[block.index()] = Block(i as u32);
        }
        let mut blocks: Vec<_> = self.mir.blocks.drain(..).map(Some).collect();
        self.mir.blocks = self.defined.iter().filter_map(|b| blocks[b.index()].take()).collect();
        let moved = |b: &mut Block| *b = place[b.index()];
        for value in &mut self.mir.values {
            if let Def::Param(block, _) = &mut value.def {
                moved(block);
            }
        }
        self.mir.entries.iter_mut().for_each(|(_, b)| moved(b));
        for inst in &mut self.mir.insts {
            if let Some(handler) = &mut inst.handler {
                moved(&mut handler.block);
            }
        }
        for block in &mut self.mir.blocks {
            block.term.targets_mut().into_iter().for_each(|t| moved(&mut t.block));
        }
        let plans = std::mem::take(&mut self.mir.term_plans);
        self.mir.term_plans = plans.into_iter().map(|(b, p)| (place[b.index()], p)).collect();
        // Types that were left to inference may depend on values further down.
        Ok(self.mir)
    }

    fn value(&mut self, number: u32) -> Value {
        if let Some(&value) = self.values.get(&number) {
            return value;
        }
        let value = self.mir.new_value(Def::None, Repr::Word, Type::ANY);
        self.values.insert(number, value);
        value
    }

    fn state_id(&mut self, number: u32) -> State {
        if let Some(&state) = self.states.get(&number) {
            return state;
        }
        let blank = FrameState {
            snapshot: 0,
            function: None,
            at: 0,
            resume: Resume::At,
            locals: Vec::new(),
            stack: Vec::new(),
            activation: 0,
            parent: None,
            virtuals: Vec::new(),
            blame: None,
        };
        let state = self.mir.add_state(blank);
        self.states.insert(number, state);
        state
    }

    fn block_id(&mut self, number: u32) -> Block {
        if let Some(&block) = self.blocks.get(&number) {
            return block;
        }
        let block = self.mir.new_block();
        self.blocks.insert(number, block);
        block
    }

    fn line(&mut self, line: &str) -> Result<()> {
        let mut t = Tokens(line);
        let first = t.peek().ok_or("empty line")?;
        match first {
            "const" => self.constant(&mut t),
            "invariant" => self.invariant(&mut t),
            "inlined" => self.inlined(&mut t),
            "state" => self.state(&mut t),
            _ if first.starts_with("block") && line.ends_with(':') => self.header(&mut t),
            _ => self.instruction(&mut t),
        }
    }

    fn constant(&mut self, t: &mut Tokens) -> Result<()> {
        t.next()?;
        t.prefixed("c")?;
        t.expect("=")?;
        let entry = match t.next()? {
            "code" => TableEntry::CodeConstant { snapshot: t.number()?, index: t.number()? },
            "name" => TableEntry::Name { snapshot: t.number()?, index: t.number()? },
            "local" => TableEntry::LocalName { snapshot: t.number()?, index: t.number()? },
            "object" => TableEntry::Object(t.number()?),
            "class" => {
                let name = t.next()?;
                TableEntry::Class(ClassId::from_name(name).ok_or_else(|| format!("unknown class {name:?}"))?)
            }
            "shape" => TableEntry::Shape(t.number()?),
            other => return Err(format!("unknown constant {other:?}")),
        };
        self.mir.constants.push(entry);
        Ok(())
    }

    /// `inlined NUMBER = SNAPSHOT in PARENT`
    fn inlined(&mut self, t: &mut Tokens) -> Result<()> {
        t.next()?;
        let number: usize = t.number()?;
        t.expect("=")?;
        let snapshot = t.number()?;
        t.expect("in")?;
        let parent: u32 = t.number()?;
        if number != self.mir.activations.len() || parent as usize >= number {
            return Err(format!("inlined {number} is out of order"));
        }
        self.mir.add_activation(parent, snapshot);
        Ok(())
    }

    fn invariant(&mut self, t: &mut Tokens) -> Result<()> {
        t.next()?;
        let invariant = match t.next()? {
            "global" => Invariant::GlobalValue {
                dict: t.number()?,
                name: t.number()?,
                value: t.number()?,
                absent_from: t.number()?,
            },
            "type" => Invariant::TypeVersion { class: t.number()?, version: t.number()? },
            "function" => Invariant::FunctionVersion { function: t.number()?, version: t.number()? },
            other => return Err(format!("unknown invariant {other:?}")),
        };
        self.mir.invariants.push(invariant);
        Ok(())
    }

    fn slots(&mut self, t: &mut Tokens) -> Result<Vec<Slot>> {
        let mut out = Vec::new();
        t.expect("[")?;
        while !t.eat("]") {
            let token = t.next()?;
            let number = |rest: &str| rest.parse::<u32>().map_err(|_| format!("bad slot {token:?}"));
            out.push(match token.strip_prefix('x') {
                Some(rest) => Slot::Virtual(number(rest)?),
                None => Slot::Value({
                    let n = number(token.strip_prefix('v').ok_or_else(|| format!("bad slot {token:?}"))?)?;
                    self.value(n)
                }),
            });
            t.eat(",");
        }
        Ok(out)
    }

    fn state(&mut self, t: &mut Tokens) -> Result<()> {
        t.next()?;
        let number = t.prefixed("s")?;
        t.expect("=")?;
        let (snapshot, at) = place_of(t.next()?)?;
        let resume = match t.next()? {
            "at" => Resume::At,
            "call" => Resume::Call,
            "constructor" => Resume::Constructor,
            "raise" => Resume::Raise,
            other => return Err(format!("unknown resume {other:?}")),
        };
        let function = if t.eat("function") {
            let n = t.prefixed("v")?;
            Some(self.value(n))
        } else {
            None
        };
        t.expect("locals")?;
        let locals = self.slots(t)?;
        t.expect("stack")?;
        let stack = self.slots(t)?;
        let mut virtuals = Vec::new();
        while t.eat("virtual") {
            let class = ClassId::from_name(t.next()?).and_then(VirtualClass::of).ok_or("unknown virtual class")?;
            virtuals.push(Virtual { class, fields: self.slots(t)? });
        }
        let activation = if t.eat("inlined") { t.number()? } else { 0 };
        if activation as usize >= self.mir.activations.len() {
            return Err(format!("no inlined function {activation}"));
        }
        let parent = if t.eat("parent") {
            let n = t.prefixed("s")?;
            Some(self.state_id(n))
        } else {
            None
        };
        let blame = if t.eat("blame") { Some(place_of(t.next()?)?) } else { None };
        let id = self.state_id(number);
        self.mir.states[id.index()] =
            FrameState { snapshot, function, at, resume, locals, stack, activation, parent, virtuals, blame };
        Ok(())
    }

    fn header(&mut self, t: &mut Tokens) -> Result<()> {
        let number = t.prefixed("block")?;
        let block = self.block_id(number);
        if self.defined.contains(&block) {
            return Err(format!("block{number} is defined twice"));
        }
        self.defined.push(block);
        self.current = Some(block);
        loop {
            match t.next()? {
                "start" => self.mir.entries.push((EntryKind::Start, block)),
                "loop" => self.mir.entries.push((EntryKind::Loop(t.number()?), block)),
                "resume" => self.mir.entries.push((EntryKind::Resume(t.number()?), block)),
                "(" => break,
                other => return Err(format!("unexpected {other:?}")),
            }
        }
        while !t.eat(")") {
            let name = t.next()?.trim_end_matches(':');
            let n = name.strip_prefix('v').and_then(|n| n.parse().ok()).ok_or("expected a parameter")?;
            let value = self.value(n);
            let repr = Repr::from_name(t.next()?).ok_or("unknown representation")?;
            let ty = t.ty()?;
            let index = self.mir.block(block).params.len() as u32;
            self.define(value, Def::Param(block, index), repr, ty)?;
            self.mir.block_mut(block).params.push(value);
            t.eat(",");
        }
        if t.eat("header") {
            let n = t.prefixed("s")?;
            self.mir.block_mut(block).entry_state = Some(self.state_id(n));
        }
        Ok(())
    }

    fn define(&mut self, value: Value, def: Def, repr: Repr, ty: Type) -> Result<()> {
        let data = &mut self.mir.values[value.index()];
        if data.def != Def::None {
            return Err("a value is defined twice".into());
        }
        (data.def, data.repr, data.ty) = (def, repr, ty);
        Ok(())
    }

    fn list(&mut self, t: &mut Tokens) -> Result<Vec<Value>> {
        let mut out = Vec::new();
        while t.peek().is_some_and(|p| p.starts_with('v')) {
            let n = t.prefixed("v")?;
            out.push(self.value(n));
            if !t.eat(",") {
                break;
            }
        }
        Ok(out)
    }

    fn target(&mut self, t: &mut Tokens) -> Result<Target> {
        let number = t.prefixed("block")?;
        let block = self.block_id(number);
        t.expect("(")?;
        let args = self.list(t)?;
        t.expect(")")?;
        Ok(Target { block, args })
    }

    fn used_state(&mut self, t: &mut Tokens) -> Result<State> {
        t.expect("state")?;
        let n = t.prefixed("s")?;
        Ok(self.state_id(n))
    }

    fn plan(&mut self, t: &mut Tokens) -> Result<Option<ExitPlan>> {
        if !t.eat("moved") {
            return Ok(None);
        }
        t.expect("[")?;
        let moved = self.list(t)?;
        t.expect("]")?;
        t.expect("dropped")?;
        t.expect("[")?;
        let dropped = self.list(t)?;
        t.expect("]")?;
        Ok(Some(ExitPlan { moved, dropped }))
    }

    fn instruction(&mut self, t: &mut Tokens) -> Result<()> {
        let block = self.current.ok_or("outside of a block")?;
        let mut token = t.next()?;
        let mut result = None;
        if let Some(name) = token.strip_suffix(':') {
            let n = name.strip_prefix('v').and_then(|n| n.parse().ok()).ok_or("expected a value")?;
            let repr = Repr::from_name(t.next()?).ok_or("unknown representation")?;
            let ty = if t.peek() == Some("=") { None } else { Some(t.ty()?) };
            t.expect("=")?;
            result = Some((n, repr, ty));
            token = t.next()?;
        }
        if let Some(term) = self.term(token, t)? {
            self.mir.block_mut(block).term = term;
            if let Some(plan) = self.plan(t)? {
                self.mir.term_plans.insert(block, plan);
            }
            return self.end(t);
        }
        let op = Opcode::from_name(token).ok_or_else(|| format!("unknown instruction {token:?}"))?;
        let imm = imm(op.row().imm, t)?;
        let args = self.list(t)?;
        let mut data = InstData::new(op, &args).imm(imm);
        if t.peek() == Some("state") {
            data.state = Some(self.used_state(t)?);
        }
        if t.eat("handler") {
            data.handler = Some(self.target(t)?);
        }
        let plan = self.plan(t)?;
        let inst = Inst(self.mir.insts.len() as u32);
        match (out_repr(&data), result) {
            (None, None) => {}
            (Some(_), None) => return Err(format!("{token} has a result")),
            (None, Some(_)) => return Err(format!("{token} has no result")),
            (Some(_), Some((n, repr, ty))) => {
                let value = self.value(n);
                let ty = ty.unwrap_or_else(|| super::infer::result_type(&self.mir, &data));
                self.define(value, Def::Inst(inst), repr, ty)?;
                data.result = Some(value);
            }
        }
        self.mir.insts.push(data);
        self.mir.block_mut(block).insts.push(inst);
        if let Some(plan) = plan {
            self.mir.plans.insert(inst, plan);
        }
        self.end(t)
    }

    fn end(&self, t: &Tokens) -> Result<()> {
        match t.peek() {
            None => Ok(()),
            Some(token) => Err(format!("unexpected {token:?}")),
        }
    }

    fn term(&mut self, token: &str, t: &mut Tokens) -> Result<Option<Term>> {
        Ok(Some(match token {
            "open" => Term::Open,
            "unreachable" => Term::Unreachable,
            "jump" => Term::Jump(self.target(t)?),
            "branch" => {
                let n = t.prefixed("v")?;
                let condition = self.value(n);
                t.expect(",")?;
                let then = self.target(t)?;
                t.expect(",")?;
                let otherwise = self.target(t)?;
                let counts = if t.eat("counts") { [t.number()?, t.number()?] } else { [0, 0] };
                Term::Branch { condition, then, otherwise, counts }
            }
            "return" | "yield" => {
                let n = t.prefixed("v")?;
                let value = self.value(n);
                let state = self.used_state(t)?;
                if token == "return" { Term::Return { value, state } } else { Term::Yield { value, state } }
            }
            "exit" => {
                let name = t.next()?;
                let reason = ExitReason::from_name(name).ok_or_else(|| format!("unknown reason {name:?}"))?;
                Term::Exit { reason, state: self.used_state(t)? }
            }
            _ => return Ok(None),
        }))
    }
}

fn imm(kind: ImmKind, t: &mut Tokens) -> Result<Imm> {
    Ok(match kind {
        ImmKind::None => Imm::None,
        ImmKind::Int => Imm::Int(t.number()?),
        ImmKind::Double => Imm::Double(t.number()?),
        ImmKind::Word => Imm::Word(t.number()?),
        ImmKind::Const => Imm::Const(t.prefixed("c")?),
        ImmKind::Index => Imm::Index(t.number()?),
        ImmKind::Shape => Imm::Shape(t.number()?),
        ImmKind::Shapes => {
            let numbers: Vec<u32> = t.next()?.split(':').filter_map(|n| n.parse().ok()).collect();
            Imm::Shapes(numbers.try_into().map_err(|_| "expected four shapes")?)
        }
        ImmKind::Layout => {
            let number = |n: &str| match n.strip_prefix("0x") {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => n.parse().ok(),
            };
            let numbers: Vec<u32> = t.next()?.split(':').filter_map(number).collect();
            let [page, flags, members, aux] = numbers.try_into().map_err(|_| "expected page:flags:members:aux")?;
            Imm::Layout(InstanceLayout { page, flags, members, aux })
        }
        ImmKind::Slot => {
            let token = t.next()?;
            let (offset, shape) = token.split_once(':').ok_or("expected offset:shape")?;
            let parse = |s: &str| s.parse::<u32>().map_err(|_| format!("bad number {s:?}"));
            Imm::Slot(parse(offset)?, parse(shape)?)
        }
        ImmKind::Class => Imm::Class(named(t, ClassId::from_name)?),
        ImmKind::Field => Imm::Field(named(t, Field::from_name)?),
        ImmKind::Helper => Imm::Helper(named(t, Helper::from_name)?),
        ImmKind::Reason => Imm::Reason(named(t, ExitReason::from_name)?),
        ImmKind::Compare => Imm::Compare(named(t, |s| Comparison::ALL.into_iter().find(|c| c.symbol() == s))?),
    })
}

fn named<T>(t: &mut Tokens, find: impl Fn(&str) -> Option<T>) -> Result<T> {
    let name = t.next()?;
    find(name).ok_or_else(|| format!("unknown name {name:?}"))
}

/// `snapshot@unit`
fn place_of(text: &str) -> Result<(u32, u32)> {
    let (snapshot, at) = text.split_once('@').ok_or("expected snapshot@unit")?;
    let parse = |s: &str| s.parse::<u32>().map_err(|_| format!("bad number {s:?}"));
    Ok((parse(snapshot)?, parse(at)?))
}
