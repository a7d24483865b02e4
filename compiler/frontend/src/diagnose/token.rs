//! A tokenizer for the diagnosing pass: tokens with the places that error messages need.
//!
//! Unlike the parser's own lexer it stops at the first fault and keeps it, so that a fault counts
//! only when the grammar reads that far. Columns are bytes from the line's start.

use super::quoted::Quoted;
use crate::fault::{Fault, LineEnd};
use crate::position::Loc;
use taipan_abi::source::FaultKind;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Name,
    Keyword,
    Number,
    String,
    /// Opening, literal part and closing of an f-string or t-string (`true`).
    Start(bool),
    Middle(bool),
    End(bool),
    Op,
    Newline,
    Indent,
    Dedent,
    EndMarker,
}

#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
    /// `col` and `end_col` are -1 for tokens without text.
    pub loc: Loc,
    /// Where the tokenizer stood after the token.
    pub cursor: (i32, i32),
    /// How many brackets were open after the token.
    pub level: usize,
}

/// What a fault of the tokenizer means for a grammar that failed before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It is reported instead.
    Overrides,
    /// It is not, but an open bracket may be.
    Yields,
    /// Nothing from there on is reported.
    Silent,
}

/// Why the tokens end.
pub struct Stop {
    pub fault: Box<Fault>,
    pub weight: Weight,
    /// The source merely ended too early.
    pub incomplete: bool,
}

pub struct Tokens<'a> {
    pub list: Vec<Token<'a>>,
    /// The fault in place of the token after the last, if any.
    pub stop: Option<Stop>,
    /// The innermost bracket open at the end of the source.
    pub unclosed: Option<Bracket>,
    pub last_line: i32,
    /// The first token that only the end of the source makes.
    pub ending: usize,
}

#[derive(Clone, Copy)]
pub struct Bracket {
    pub open: u8,
    pub line: i32,
    pub col: i32,
}

const MAX_BRACKETS: usize = 200;
const MAX_INDENTS: usize = 100;
const TAB: i32 = 8;

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

const LONG_OPERATORS: [&str; 5] = ["**=", "//=", ">>=", "<<=", "..."];
const PAIR_OPERATORS: [&str; 20] = [
    "**", "//", ">>", "<<", "<=", ">=", "==", "!=", "<>", "->", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=",
    ":=",
];

pub struct Lexer<'a> {
    pub text: &'a str,
    pub bytes: &'a [u8],
    pub at: usize,
    /// The 1-based line at `at`, and where it starts.
    pub line: i32,
    pub line_start: usize,
    /// Start of the current token.
    pub start: usize,
    pub start_line: i32,
    pub start_line_start: usize,
    pub brackets: Vec<Bracket>,
    indents: Vec<(i32, i32)>,
    pub quoted: Vec<Quoted>,
    list: Vec<Token<'a>>,
    how: Ending,
    ending: usize,
    /// Where the last token before the newline ends.
    last_end: usize,
}

type Step = Result<(), Stop>;

/// How a text ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With a newline of its own.
    Written,
    /// With a newline that was added.
    Added,
    /// Interactively, without a newline: one was added to stand for the end.
    Open,
    /// With a newline of its own, and interactively: the end is one more.
    Interactive,
}

/// Splits a text whose last line ends with a newline.
pub fn tokenize(text: &str, ending: Ending) -> Tokens<'_> {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        line: 1,
        line_start: 0,
        start: 0,
        start_line: 1,
        start_line_start: 0,
        brackets: Vec::new(),
        indents: vec![(0, 0)],
        quoted: Vec::new(),
        list: Vec::new(),
        how: ending,
        ending: usize::MAX,
        last_end: usize::MAX - 1,
    };
    let stop = lexer.run().err();
    Tokens {
        unclosed: lexer.brackets.last().copied(),
        last_line: lexer.line,
        ending: lexer.ending,
        list: lexer.list,
        stop,
    }
}

/// The fault for a bracket that the source does not close.
pub fn never_closed(bracket: Bracket, last_line: i32) -> Box<Fault> {
    Fault::parsed(
        FaultKind::SyntaxError,
        format!("'{}' was never closed", bracket.open as char),
        Loc::new(bracket.line, bracket.line, bracket.col, -1),
        if bracket.line < last_line { LineEnd::Bare } else { LineEnd::Newline },
    )
}

impl<'a> Lexer<'a> {
    pub fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    pub fn peek_at(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    pub fn at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    pub fn col(&self) -> i32 {
        (self.at - self.line_start) as i32
    }

    /// Steps over a newline, unless the text ends there: the last line stays the current one.
    pub fn newline(&mut self) {
        self.at += 1;
        if !self.at_end() {
            self.line += 1;
            self.line_start = self.at;
        }
    }

    pub fn begin(&mut self) {
        self.start = self.at;
        self.start_line = self.line;
        self.start_line_start = self.line_start;
    }

    /// Whether the cursor is at the end of an open text.
    pub fn at_open_end(&self) -> bool {
        self.how == Ending::Open && self.at + 1 >= self.bytes.len()
    }

    pub fn push(&mut self, kind: Kind) {
        if kind != Kind::Newline {
            self.last_end = self.at;
        }
        let loc = Loc::new(self.start_line, self.line, (self.start - self.start_line_start) as i32, self.col());
        self.list.push(Token {
            kind,
            text: &self.text[self.start..self.at],
            loc,
            cursor: (self.line, self.col()),
            level: self.brackets.len(),
        });
    }

    fn push_empty(&mut self, kind: Kind) {
        self.list.push(Token {
            kind,
            text: "",
            loc: Loc::new(self.line, self.line, -1, -1),
            cursor: (self.line, self.col()),
            level: self.brackets.len(),
        });
    }

    /// A fault at the cursor.
    pub fn fault<T>(&self, message: impl Into<String>) -> Result<T, Stop> {
        self.fault_at(message, self.line, self.col(), self.col())
    }

    /// A fault whose columns are given as Python shows them, in bytes.
    pub fn fault_at<T>(&self, message: impl Into<String>, line: i32, col: i32, end_col: i32) -> Result<T, Stop> {
        Err(Stop {
            fault: Fault::parsed(
                FaultKind::SyntaxError,
                message,
                Loc::new(line, line, col - 1, end_col - 1),
                LineEnd::Bare,
            ),
            weight: if self.quoted.is_empty() { Weight::Overrides } else { Weight::Silent },
            incomplete: false,
        })
    }

    fn quiet<T>(&self, kind: FaultKind, message: &str, col: i32, end_col: i32) -> Result<T, Stop> {
        Err(Stop {
            fault: Fault::parsed(kind, message, Loc::new(self.line, self.line, col, end_col), LineEnd::Newline),
            weight: Weight::Yields,
            incomplete: false,
        })
    }

    fn run(&mut self) -> Step {
        let mut at_line_start = true;
        loop {
            if let Some(quoted) = self.quoted.last()
                && quoted.in_text
            {
                self.quoted_text()?;
                continue;
            }
            if at_line_start {
                at_line_start = false;
                if self.brackets.is_empty() && !self.indentation()? {
                    at_line_start = true;
                    if self.at_end() {
                        return self.finish();
                    }
                    continue;
                }
            }
            while matches!(self.peek(), b' ' | b'\t' | b'\x0c') && !self.at_end() {
                self.at += 1;
            }
            if self.at_end() {
                return self.finish();
            }
            // A comment belongs to the newline that ends it.
            self.begin();
            self.skip_comment();
            match self.peek() {
                b'\n' if !self.brackets.is_empty() => self.newline(),
                b'\n' => {
                    self.at += 1;
                    self.push(Kind::Newline);
                    self.at -= 1;
                    self.newline();
                    at_line_start = true;
                    if self.at_end() {
                        return self.finish();
                    }
                }
                b'\\' => self.continued_line()?,
                _ => self.token()?,
            }
        }
    }

    /// Measures a line's indentation; `false` when the line is blank and has been passed.
    fn indentation(&mut self) -> Result<bool, Stop> {
        let (mut col, mut alternative) = (0, 0);
        let mut continued = None;
        loop {
            match self.peek() {
                b' ' => (col, alternative) = (col + 1, alternative + 1),
                b'\t' => (col, alternative) = ((col / TAB + 1) * TAB, alternative + 1),
                b'\x0c' => (col, alternative) = (0, 0),
                b'\\' => {
                    continued = continued.or((col > 0).then_some((col, col)));
                    self.continued_line()?;
                    continue;
                }
                _ => break,
            }
            self.at += 1;
        }
        // Continuation lines do not change the indentation.
        (col, alternative) = continued.unwrap_or((col, alternative));
        self.skip_comment();
        if self.at_end() {
            return Ok(false);
        }
        if self.peek() == b'\n' {
            self.newline();
            return Ok(false);
        }
        let tab_error = |lexer: &Self| {
            lexer.quiet(FaultKind::TabError, "inconsistent use of tabs and spaces in indentation", 0, -1)
        };
        let (top, top_alternative) = self.indents[self.indents.len() - 1];
        if col == top {
            if alternative != top_alternative {
                return tab_error(self);
            }
        } else if col > top {
            if self.indents.len() >= MAX_INDENTS {
                return self.quiet(FaultKind::IndentationError, "too many levels of indentation", 0, -1);
            }
            if alternative <= top_alternative {
                return tab_error(self);
            }
            self.indents.push((col, alternative));
            self.push_empty(Kind::Indent);
        } else {
            let mut dedents = 0;
            while self.indents.len() > 1 && col < self.indents[self.indents.len() - 1].0 {
                self.indents.pop();
                dedents += 1;
            }
            let (top, top_alternative) = self.indents[self.indents.len() - 1];
            if col != top {
                let rest = self.bytes[self.line_start..].iter();
                let width = rest.take_while(|&&b| b != b'\n').count() as i32 + 1;
                return self.quiet(
                    FaultKind::IndentationError,
                    "unindent does not match any outer indentation level",
                    width - 1,
                    -2,
                );
            }
            if alternative != top_alternative {
                return tab_error(self);
            }
            for _ in 0..dedents {
                self.push_empty(Kind::Dedent);
            }
        }
        Ok(true)
    }

    fn skip_comment(&mut self) {
        if self.peek() == b'#' {
            while !self.at_end() && self.peek() != b'\n' {
                self.at += 1;
            }
        }
    }

    fn finish(&mut self) -> Step {
        if let Some(&bracket) = self.brackets.last() {
            return Err(Stop { fault: never_closed(bracket, self.line), weight: Weight::Yields, incomplete: true });
        }
        // A token that touches the end of an open text has seen that end.
        let open = usize::from(self.how == Ending::Open);
        let touching = usize::from(self.last_end + 1 == self.bytes.len());
        self.ending = self.list.len().saturating_sub(open * (1 + touching));
        for _ in 1..self.indents.len() {
            self.push_empty(Kind::Dedent);
        }
        if self.how == Ending::Interactive && !self.list.is_empty() {
            self.push_empty(Kind::Newline);
        }
        self.push_empty(Kind::EndMarker);
        Ok(())
    }

    fn continued_line(&mut self) -> Step {
        self.at += 1;
        if self.peek() != b'\n' {
            return self.quiet(
                FaultKind::SyntaxError,
                "unexpected character after line continuation character",
                self.col(),
                -1,
            );
        }
        self.newline();
        if self.at_end() {
            if !self.brackets.is_empty() {
                return self.finish();
            }
            let mut stop = self.quiet(FaultKind::SyntaxError, "unexpected EOF while parsing", self.col() - 1, -2);
            if let Err(stop) = &mut stop {
                stop.incomplete = true;
            }
            return stop;
        }
        Ok(())
    }

    fn token(&mut self) -> Step {
        let first = self.peek();
        if first == b'_' || first.is_ascii_alphabetic() || first >= 0x80 {
            return self.word();
        }
        if first.is_ascii_digit() || first == b'.' && self.peek_at(1).is_ascii_digit() {
            self.number()?;
            self.push(Kind::Number);
            return Ok(());
        }
        if matches!(first, b'"' | b'\'') {
            return self.plain_string();
        }
        if first < b' ' || first == 0x7F {
            self.at += 1;
            return self.fault(format!("invalid non-printable character U+{first:04X}"));
        }
        self.operator()
    }

    /// A name, a keyword, or the prefix of a string.
    fn word(&mut self) -> Step {
        while self.peek() == b'_' || self.peek().is_ascii_alphanumeric() || self.peek() >= 0x80 {
            self.at += 1;
        }
        let word = &self.text[self.start..self.at];
        if matches!(self.peek(), b'"' | b'\'') && self.string_prefix(word)? {
            return Ok(());
        }
        for (index, (offset, c)) in word.char_indices().enumerate() {
            let fits =
                c == '_' || if index == 0 { unicode_ident::is_xid_start(c) } else { unicode_ident::is_xid_continue(c) };
            if !fits {
                let end = self.start + offset + c.len_utf8();
                let col = (end - self.line_start) as i32;
                let code = c as u32;
                let printable = c.escape_debug().len() == 1;
                let message = if printable {
                    format!("invalid character '{c}' (U+{code:04X})")
                } else {
                    format!("invalid non-printable character U+{code:04X}")
                };
                // The column is that of the character itself.
                let shown = col - c.len_utf8() as i32 + 1;
                return self.fault_at(message, self.line, shown, shown);
            }
        }
        let kind = if KEYWORDS.binary_search(&word).is_ok() { Kind::Keyword } else { Kind::Name };
        self.push(kind);
        Ok(())
    }

    fn operator(&mut self) -> Step {
        let rest = &self.bytes[self.at..];
        let is = |operators: &[&str]| operators.iter().any(|o| rest.starts_with(o.as_bytes()));
        if self.leaves_expression()? {
            return Ok(());
        }
        let width = if is(&LONG_OPERATORS) {
            3
        } else if is(&PAIR_OPERATORS) {
            2
        } else {
            1
        };
        let first = rest[0];
        self.at += width;
        match first {
            b'(' | b'[' | b'{' if width == 1 => {
                if self.brackets.len() >= MAX_BRACKETS {
                    return self.fault("too many nested parentheses");
                }
                self.brackets.push(Bracket { open: first, line: self.line, col: self.col() - 1 });
                if let Some(quoted) = self.quoted.last_mut() {
                    quoted.depth += 1;
                }
            }
            b')' | b']' | b'}' => self.close(first)?,
            _ => {}
        }
        self.push(Kind::Op);
        Ok(())
    }

    fn close(&mut self, close: u8) -> Step {
        let quoted = self.quoted.last();
        if let Some(quoted) = quoted
            && quoted.depth == 0
            && close == b'}'
        {
            let letter = quoted.letter();
            return self.fault(format!("{letter}-string: single '}}' is not allowed"));
        }
        let shown = close as char;
        let Some(bracket) = self.brackets.pop() else {
            return self.fault(format!("unmatched '{shown}'"));
        };
        let open = bracket.open as char;
        if !matches!((bracket.open, close), (b'(', b')') | (b'[', b']') | (b'{', b'}')) {
            if let Some(quoted) = quoted
                && bracket.open == b'{'
                && quoted.starts.last() == Some(&(quoted.depth - 1))
            {
                let letter = quoted.letter();
                return self.fault(format!("{letter}-string: unmatched '{shown}'"));
            }
            let mut message = format!("closing parenthesis '{shown}' does not match opening parenthesis '{open}'");
            if bracket.line != self.line {
                message.push_str(&format!(" on line {}", bracket.line));
            }
            return self.fault(message);
        }
        if let Some(quoted) = self.quoted.last_mut() {
            quoted.depth = quoted.depth.saturating_sub(1);
            if close == b'}' && quoted.starts.last() == Some(&quoted.depth) {
                quoted.starts.pop();
                quoted.in_text = true;
                quoted.in_spec = !quoted.starts.is_empty();
            }
        }
        Ok(())
    }
}
