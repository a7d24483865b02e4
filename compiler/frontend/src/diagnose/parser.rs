//! The engine of the diagnosing grammar: a backtracking recogniser with memory.
//!
//! The grammar runs twice: once as Python's grammar, to find the token it cannot read; once with
//! the rules for known mistakes, whose first report wins. After a report nothing matches any more.

use super::token::{Kind, Stop, Token, Tokens};
use crate::fault::{Fault, LineEnd};
use crate::position::Loc;
use rustc_hash::FxHashMap;
use taipan_abi::source::FaultKind;

/// What an expression is, as far as messages name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Attribute,
    Subscript,
    Starred,
    Name,
    List,
    Tuple,
    Lambda,
    Call,
    Expression,
    Generator,
    Yield,
    Await,
    ListComp,
    SetComp,
    DictComp,
    Dict,
    Set,
    Formatted,
    Template,
    None,
    True,
    False,
    Ellipsis,
    Literal,
    Comparison,
    /// A comparison whose first operator is `in`.
    Membership,
    Conditional,
    Named,
    /// Anything that no message names.
    Other,
}

impl Form {
    pub fn name(self) -> &'static str {
        match self {
            Form::Attribute => "attribute",
            Form::Subscript => "subscript",
            Form::Starred => "starred",
            Form::Name => "name",
            Form::List => "list",
            Form::Tuple => "tuple",
            Form::Lambda => "lambda",
            Form::Call => "function call",
            Form::Expression | Form::Other => "expression",
            Form::Generator => "generator expression",
            Form::Yield => "yield expression",
            Form::Await => "await expression",
            Form::ListComp => "list comprehension",
            Form::SetComp => "set comprehension",
            Form::DictComp => "dict comprehension",
            Form::Dict => "dict literal",
            Form::Set => "set display",
            Form::Formatted => "f-string expression",
            Form::Template => "t-string expression",
            Form::None => "None",
            Form::True => "True",
            Form::False => "False",
            Form::Ellipsis => "ellipsis",
            Form::Literal => "literal",
            Form::Comparison | Form::Membership => "comparison",
            Form::Conditional => "conditional expression",
            Form::Named => "named expression",
        }
    }
}

/// A recognised piece: tokens `first..end`.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    pub form: Form,
    pub first: usize,
    pub end: usize,
    /// Where its parts are in the parser's list.
    parts: (u32, u32),
}

pub type Match = Option<Node>;

/// The rules whose outcome at a place is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    SimpleStmt,
    Import,
    Block,
    Expression,
    StarExpression,
    Disjunction,
    Conjunction,
    Inversion,
    BitwiseOr,
    BitwiseXor,
    BitwiseAnd,
    Shift,
    Sum,
    Term,
    Factor,
    AwaitPrimary,
    Primary,
    Strings,
    Arguments,
    StarTarget,
    TargetWithStarAtom,
    TargetPrimary,
    DelTarget,
    InvalidNamed,
    ClosedPattern,
    TypeParam,
}

pub struct Parser<'t, 'a> {
    pub tokens: &'t Tokens<'a>,
    pub mark: usize,
    /// How many tokens have been looked at.
    pub fill: usize,
    /// Whether the rules for known mistakes apply.
    pub invalid: bool,
    pub raised: Option<Box<Fault>>,
    /// The report is that of the tokenizer.
    pub stopped: bool,
    memory: FxHashMap<(usize, Rule), (Match, usize)>,
    parts: Vec<Node>,
    /// For each f-string or t-string that is open: whether it is raw.
    pub raw_text: Vec<bool>,
}

impl<'t, 'a> Parser<'t, 'a> {
    pub fn new(tokens: &'t Tokens<'a>, invalid: bool) -> Self {
        Parser {
            tokens,
            mark: 0,
            fill: 0,
            invalid,
            raised: None,
            stopped: false,
            memory: FxHashMap::default(),
            parts: Vec::new(),
            raw_text: Vec::new(),
        }
    }

    /// The token at the cursor; `None` where the tokenizer stopped, which reports its fault.
    pub fn token(&mut self) -> Option<Token<'a>> {
        if self.raised.is_some() {
            return None;
        }
        let token = self.tokens.list.get(self.mark).copied();
        match (&token, &self.tokens.stop) {
            (None, Some(Stop { fault, .. })) => {
                self.raised = Some(fault.clone());
                self.stopped = true;
            }
            _ => self.fill = self.fill.max(self.mark + 1).min(self.tokens.list.len()),
        }
        token
    }

    /// Takes a token of that kind and returns its index.
    pub fn kind(&mut self, kind: Kind) -> Option<usize> {
        let token = self.token()?;
        (token.kind == kind).then(|| self.advance())
    }

    fn advance(&mut self) -> usize {
        self.mark += 1;
        self.mark - 1
    }

    /// Takes an operator or keyword.
    pub fn op(&mut self, text: &str) -> Option<usize> {
        let token = self.token()?;
        (matches!(token.kind, Kind::Op | Kind::Keyword) && token.text == text).then(|| self.advance())
    }

    /// Takes one of several operators or keywords.
    pub fn any(&mut self, texts: &[&str]) -> Option<usize> {
        let token = self.token()?;
        (matches!(token.kind, Kind::Op | Kind::Keyword) && texts.contains(&token.text)).then(|| self.advance())
    }

    /// Takes a name that serves as a keyword here.
    pub fn soft(&mut self, text: &str) -> Option<usize> {
        let token = self.token()?;
        (token.kind == Kind::Name && token.text == text).then(|| self.advance())
    }

    pub fn name(&mut self) -> Match {
        let first = self.kind(Kind::Name)?;
        Some(self.node(Form::Name, first))
    }

    pub fn newline(&mut self) -> Option<usize> {
        self.kind(Kind::Newline)
    }

    /// Whether the token at the cursor is one of these operators or keywords.
    pub fn sees(&mut self, texts: &[&str]) -> bool {
        let mark = self.mark;
        let seen = self.any(texts).is_some();
        self.mark = mark;
        seen
    }

    pub fn sees_kind(&mut self, kind: Kind) -> bool {
        self.token().is_some_and(|token| token.kind == kind)
    }

    /// Succeeds when the token at the cursor is none of these.
    pub fn lacks(&mut self, texts: &[&str]) -> Option<()> {
        (!self.sees(texts) && self.raised.is_none()).then_some(())
    }

    /// Matches, or leaves the cursor where it was.
    pub fn attempt<T>(&mut self, rule: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.raised.is_some() {
            return None;
        }
        let mark = self.mark;
        let matched = rule(self);
        if matched.is_none() {
            self.mark = mark;
        }
        matched
    }

    /// A rule for a known mistake: it only ever reports.
    pub fn mistake<T>(&mut self, rule: impl FnOnce(&mut Self) -> Option<T>) {
        if !self.invalid || self.raised.is_some() {
            return;
        }
        let mark = self.mark;
        rule(self);
        self.mark = mark;
    }

    pub fn optional<T>(&mut self, rule: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.attempt(rule)
    }

    pub fn ahead<T>(&mut self, rule: impl FnOnce(&mut Self) -> Option<T>) -> Option<()> {
        let mark = self.mark;
        let matched = rule(self).is_some();
        self.mark = mark;
        (matched && self.raised.is_none()).then_some(())
    }

    pub fn not_ahead<T>(&mut self, rule: impl FnOnce(&mut Self) -> Option<T>) -> Option<()> {
        let mark = self.mark;
        let matched = rule(self).is_some();
        self.mark = mark;
        (!matched && self.raised.is_none()).then_some(())
    }

    pub fn repeat<T>(&mut self, mut rule: impl FnMut(&mut Self) -> Option<T>) -> Vec<T> {
        let mut matched = Vec::new();
        while let Some(one) = self.attempt(&mut rule) {
            matched.push(one);
        }
        matched
    }

    /// One or more, separated by commas; a last comma is left.
    pub fn separated<T>(&mut self, mut rule: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut matched = vec![self.attempt(&mut rule)?];
        while let Some(one) = self.attempt(|p| {
            p.op(",")?;
            rule(p)
        }) {
            matched.push(one);
        }
        Some(matched)
    }

    /// Runs a rule at a place once.
    pub fn memo(&mut self, rule: Rule, parse: impl FnOnce(&mut Self) -> Match) -> Match {
        if self.raised.is_some() {
            return None;
        }
        let key = (self.mark, rule);
        if let Some(&(matched, end)) = self.memory.get(&key) {
            if matched.is_some() {
                self.mark = end;
            }
            return matched;
        }
        let matched = self.attempt(parse);
        self.memory.insert(key, (matched, self.mark));
        matched
    }

    /// Makes room on the stack for a rule that recurs.
    pub fn deeper<T>(&mut self, rule: impl FnOnce(&mut Self) -> T) -> T {
        stacker::maybe_grow(128 * 1024, 1024 * 1024, || rule(self))
    }

    /// The node from a token to the cursor.
    pub fn node(&self, form: Form, first: usize) -> Node {
        Node { form, first, end: self.mark, parts: (0, 0) }
    }

    pub fn node_of(&mut self, form: Form, first: usize, parts: &[Node]) -> Node {
        let start = self.parts.len() as u32;
        self.parts.extend_from_slice(parts);
        Node { parts: (start, self.parts.len() as u32), ..self.node(form, first) }
    }

    pub fn parts(&self, node: Node) -> Vec<Node> {
        self.parts[node.parts.0 as usize..node.parts.1 as usize].to_vec()
    }

    pub fn text_of(&self, node: Node) -> &'a str {
        self.tokens.list[node.first].text
    }

    pub fn line_of(&self, token: usize) -> i32 {
        self.tokens.list[token].loc.line
    }

    fn last_seen(&self) -> Token<'a> {
        self.tokens.list[self.fill.saturating_sub(1)]
    }

    /// Reports; always `None`, so that the rule fails.
    fn raise<T>(&mut self, kind: FaultKind, message: impl Into<String>, loc: Loc) -> Option<T> {
        if self.raised.is_none() {
            let bare = loc.line < self.last_seen().cursor.0;
            let line_end = if bare { LineEnd::Bare } else { LineEnd::Newline };
            self.raised = Some(Fault::parsed(kind, message, loc, line_end));
        }
        None
    }

    /// From the start of one token to the end of another.
    pub fn raise_tokens<T>(&mut self, first: usize, last: usize, message: impl Into<String>) -> Option<T> {
        let loc = self.tokens.list[first].loc.to_end_of(self.tokens.list[last].loc);
        self.raise(FaultKind::SyntaxError, message, loc)
    }

    pub fn raise_token<T>(&mut self, token: usize, message: impl Into<String>) -> Option<T> {
        self.raise_tokens(token, token, message)
    }

    pub fn raise_node<T>(&mut self, node: Node, message: impl Into<String>) -> Option<T> {
        self.raise_tokens(node.first, node.end - 1, message)
    }

    pub fn raise_range<T>(&mut self, first: Node, last: Node, message: impl Into<String>) -> Option<T> {
        self.raise_tokens(first.first, last.end - 1, message)
    }

    /// From a token to the end of what has been read.
    pub fn raise_from<T>(&mut self, token: usize, message: impl Into<String>) -> Option<T> {
        let start = self.tokens.list[token].loc;
        let (line, col) = self.last_seen().cursor;
        let loc = Loc::new(start.line, line, start.col, col - 1);
        self.raise(FaultKind::SyntaxError, message, loc)
    }

    fn raise_at_token<T>(&mut self, kind: FaultKind, token: Token<'a>, message: impl Into<String>) -> Option<T> {
        let mut loc = token.loc;
        if loc.col < 0 {
            loc.col = token.cursor.1 - 1;
            loc.end_col = -2;
        }
        self.raise(kind, message, loc)
    }

    /// At the last token that has been read.
    pub fn raise_here<T>(&mut self, message: impl Into<String>) -> Option<T> {
        let token = self.last_seen();
        self.raise_at_token(FaultKind::SyntaxError, token, message)
    }

    pub fn raise_indentation<T>(&mut self, message: impl Into<String>) -> Option<T> {
        let token = self.last_seen();
        self.raise_at_token(FaultKind::IndentationError, token, message)
    }

    /// At the token that comes next.
    pub fn raise_next<T>(&mut self, message: impl Into<String>) -> Option<T> {
        let token = self.token()?;
        self.raise_at_token(FaultKind::SyntaxError, token, message)
    }

    /// At a place given by columns.
    pub fn raise_at<T>(&mut self, loc: Loc, message: impl Into<String>) -> Option<T> {
        self.raise(FaultKind::SyntaxError, message, loc)
    }

    /// Takes an operator or reports that it is expected.
    pub fn force(&mut self, text: &str) -> Option<usize> {
        if let Some(token) = self.op(text) {
            return Some(token);
        }
        let token = self.token()?;
        self.raise_tokens_of(token, format!("expected '{text}'"))
    }

    fn raise_tokens_of<T>(&mut self, token: Token<'a>, message: String) -> Option<T> {
        self.raise(FaultKind::SyntaxError, message, token.loc)
    }

    /// A missing block: the line ends and no deeper line follows.
    pub fn need_block(&mut self, what: &str, token: usize) -> Option<()> {
        self.newline()?;
        if self.sees_kind(Kind::Indent) {
            return None;
        }
        self.token()?;
        let line = self.line_of(token);
        self.raise_indentation(format!("expected an indented block after {what} on line {line}"))
    }

    /// A header that lacks its colon.
    pub fn need_colon(&mut self) -> Option<()> {
        self.newline()?;
        self.raise_here("expected ':'")
    }
}
