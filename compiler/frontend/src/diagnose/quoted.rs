//! String tokens of the diagnosing pass: plain strings, and the modes of f-strings and t-strings.

use super::token::{Kind, Lexer, Stop};

/// An f-string or t-string that is being read.
pub struct Quoted {
    quote: u8,
    /// 1 or 3 quotes.
    size: usize,
    raw: bool,
    template: bool,
    line: i32,
    /// The 1-based column of its first character, in bytes.
    col: i32,
    /// Brackets open inside it.
    pub depth: usize,
    /// For each replacement field entered, the brackets open before it.
    pub starts: Vec<usize>,
    /// Literal text is read, not an expression.
    pub in_text: bool,
    pub in_spec: bool,
}

const MAX_FIELD_NESTING: usize = 3;
const MAX_QUOTED_NESTING: usize = 149;

impl Quoted {
    pub fn letter(&self) -> char {
        if self.template { 't' } else { 'f' }
    }
}

impl Lexer<'_> {
    /// Handles a word before a quote; `true` when it is a string's prefix.
    pub fn string_prefix(&mut self, word: &str) -> Result<bool, Stop> {
        let mut seen = String::new();
        for c in word.chars().map(|c| c.to_ascii_lowercase()) {
            if !"burft".contains(c) || seen.contains(c) {
                return Ok(false);
            }
            seen.push(c);
        }
        let clashes = [('u', 'b'), ('u', 'r'), ('u', 'f'), ('u', 't'), ('b', 'f'), ('b', 't'), ('f', 't')];
        for (a, b) in clashes {
            if seen.contains(a) && seen.contains(b) {
                let col = (self.start - self.line_start) as i32 + 1;
                return self.fault_at(
                    format!("'{a}' and '{b}' prefixes are incompatible"),
                    self.line,
                    col,
                    self.col() + 1,
                );
            }
        }
        if seen.contains('f') || seen.contains('t') {
            self.open_quoted(seen.contains('r'), seen.contains('t'))?;
        } else {
            self.plain_string()?;
        }
        Ok(true)
    }

    fn open_quoted(&mut self, raw: bool, template: bool) -> Result<(), Stop> {
        let (quote, size) = self.quotes();
        self.at += size;
        if self.quoted.len() >= MAX_QUOTED_NESTING {
            return self.fault("too many nested f-strings or t-strings");
        }
        self.quoted.push(Quoted {
            quote,
            size,
            raw,
            template,
            line: self.line,
            col: (self.start - self.line_start) as i32 + 1,
            depth: 0,
            starts: Vec::new(),
            in_text: true,
            in_spec: false,
        });
        self.push(Kind::Start(template));
        Ok(())
    }

    /// The quote at the cursor, and whether one or three of it open a string.
    fn quotes(&self) -> (u8, usize) {
        let quote = self.peek();
        let triple = self.peek_at(1) == quote && self.peek_at(2) == quote;
        (quote, if triple { 3 } else { 1 })
    }

    fn at_quotes(&self, quote: u8, size: usize) -> bool {
        (0..size).all(|ahead| self.peek_at(ahead) == quote)
    }

    pub fn plain_string(&mut self) -> Result<(), Stop> {
        let (quote, size) = self.quotes();
        self.at += size;
        let mut escaped_quote = false;
        while !self.at_quotes(quote, size) {
            if self.at_end() || size == 1 && self.peek() == b'\n' {
                return self.unterminated(quote, size, escaped_quote);
            }
            match self.peek() {
                b'\\' => {
                    self.at += 1;
                    escaped_quote |= self.peek() == quote;
                    match self.peek() {
                        b'\n' => self.newline(),
                        _ if self.at_end() => {}
                        _ => self.at += 1,
                    }
                }
                b'\n' => self.newline(),
                _ => self.at += 1,
            }
        }
        self.at += size;
        self.push(Kind::String);
        Ok(())
    }

    fn unterminated(&self, quote: u8, size: usize, escaped_quote: bool) -> Result<(), Stop> {
        let detected = self.line;
        let col = (self.start - self.start_line_start) as i32 + 1;
        if let Some(outer) = self.quoted.last()
            && outer.quote == quote
            && outer.size == size
        {
            let letter = outer.letter();
            let message = format!("{letter}-string: expecting '}}'");
            return self.fault_at(message, self.start_line, col, col);
        }
        let message = if size == 3 {
            format!("unterminated triple-quoted string literal (detected at line {detected})")
        } else {
            let hint = if escaped_quote { "; perhaps you escaped the end quote?" } else { "" };
            format!("unterminated string literal (detected at line {detected}){hint}")
        };
        let mut stop = self.fault_at(message, self.start_line, col, col);
        if let Err(stop) = &mut stop {
            stop.incomplete = size == 3 || self.at_open_end();
        }
        stop
    }

    /// Reads a stretch of literal text, or the closing quotes.
    pub fn quoted_text(&mut self) -> Result<(), Stop> {
        self.begin();
        let Some(quoted) = self.quoted.last() else {
            return Ok(());
        };
        let (quote, size, template) = (quoted.quote, quoted.size, quoted.template);
        let (raw, in_spec, letter) = (quoted.raw, quoted.in_spec, quoted.letter());
        if self.at_quotes(quote, size) {
            self.at += size;
            self.quoted.pop();
            self.push(Kind::End(template));
            return Ok(());
        }
        let mut in_name = false;
        while !self.at_quotes(quote, size) {
            if self.at_end() || size == 1 && self.peek() == b'\n' {
                return self.unterminated_quoted(in_spec, letter);
            }
            match self.peek() {
                // The piece ends with the name of a character.
                b'}' if in_name => {
                    self.at += 1;
                    break;
                }
                b'{' if self.peek_at(1) == b'{' && !in_spec => self.at += 2,
                b'{' => {
                    let Some(quoted) = self.quoted.last_mut() else {
                        return Ok(());
                    };
                    quoted.in_text = false;
                    quoted.starts.push(quoted.depth);
                    if quoted.starts.len() > MAX_FIELD_NESTING {
                        return self.fault(format!("{letter}-string: expressions nested too deeply"));
                    }
                    break;
                }
                b'}' if self.peek_at(1) == b'}' && !in_spec => self.at += 2,
                b'}' => {
                    if let Some(quoted) = self.quoted.last_mut() {
                        quoted.in_text = false;
                    }
                    break;
                }
                b'\n' => self.newline(),
                b'\\' => {
                    self.at += 1;
                    match self.peek() {
                        b'{' | b'}' => {}
                        b'N' if !raw && self.peek_at(1) == b'{' => {
                            self.at += 2;
                            in_name = true;
                        }
                        b'\n' => self.newline(),
                        _ if self.at_end() => {}
                        _ => self.at += 1,
                    }
                }
                _ => self.at += 1,
            }
        }
        self.push(Kind::Middle(template));
        Ok(())
    }

    fn unterminated_quoted(&mut self, in_spec: bool, letter: char) -> Result<(), Stop> {
        let Some(quoted) = self.quoted.last() else {
            return Ok(());
        };
        if in_spec && self.peek() == b'\n' {
            self.at += 1;
            return self.fault(format!(
                "{letter}-string: newlines are not allowed in format specifiers \
                 for single quoted {letter}-strings"
            ));
        }
        let (line, col) = (quoted.line, quoted.col);
        let triple = if quoted.size == 3 { "triple-quoted " } else { "" };
        let incomplete = quoted.size == 3 || self.at_open_end();
        let message = format!("unterminated {triple}{letter}-string literal (detected at line {})", self.line);
        let mut stop = self.fault_at(message, line, col, col);
        if let Err(stop) = &mut stop {
            stop.incomplete = incomplete;
        }
        stop
    }

    /// In a replacement field: `:` begins the format specification. `true` when it was read.
    pub fn leaves_expression(&mut self) -> Result<bool, Stop> {
        if self.peek() != b':' {
            return Ok(false);
        }
        let Some(quoted) = self.quoted.last_mut() else {
            return Ok(false);
        };
        if quoted.starts.last().map(|start| start + 1) != Some(quoted.depth) {
            return Ok(false);
        }
        quoted.in_text = true;
        quoted.in_spec = true;
        self.at += 1;
        self.push(Kind::Op);
        Ok(true)
    }
}
