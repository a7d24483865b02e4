//! Number tokens of the diagnosing pass, with CPython's complaints about them.

use super::token::{Lexer, Stop};

impl Lexer<'_> {
    pub fn number(&mut self) -> Result<(), Stop> {
        if self.peek() == b'0' {
            let radix = match self.peek_at(1) {
                b'x' | b'X' => Some(("hexadecimal", 16)),
                b'o' | b'O' => Some(("octal", 8)),
                b'b' | b'B' => Some(("binary", 2)),
                _ => None,
            };
            if let Some((name, radix)) = radix {
                self.at += 2;
                return self.radix_digits(name, radix);
            }
            if self.leading_zeros()? {
                return Ok(());
            }
        } else if self.peek() != b'.' {
            self.decimal_digits()?;
        }
        if self.peek() == b'.' {
            self.at += 1;
            if self.peek().is_ascii_digit() {
                self.decimal_digits()?;
            }
        }
        self.exponent()
    }

    fn radix_digits(&mut self, name: &str, radix: u32) -> Result<(), Stop> {
        let is_digit = |byte: u8| char::from(byte).is_digit(radix);
        loop {
            if self.peek() == b'_' {
                self.at += 1;
            }
            if !is_digit(self.peek()) {
                if self.peek().is_ascii_digit() {
                    return self.bad_digit(name);
                }
                return self.fault(format!("invalid {name} literal"));
            }
            while is_digit(self.peek()) {
                self.at += 1;
            }
            if self.peek() != b'_' {
                break;
            }
        }
        if self.peek().is_ascii_digit() {
            return self.bad_digit(name);
        }
        self.end_of_number(name)
    }

    fn bad_digit(&mut self, name: &str) -> Result<(), Stop> {
        let digit = self.peek() as char;
        self.at += 1;
        self.fault(format!("invalid digit '{digit}' in {name} literal"))
    }

    fn decimal_digits(&mut self) -> Result<(), Stop> {
        loop {
            while self.peek().is_ascii_digit() {
                self.at += 1;
            }
            if self.peek() != b'_' {
                return Ok(());
            }
            self.at += 1;
            if !self.peek().is_ascii_digit() {
                return self.fault("invalid decimal literal");
            }
        }
    }

    /// A literal that starts with zero; `true` when it is complete.
    fn leading_zeros(&mut self) -> Result<bool, Stop> {
        loop {
            if self.peek() == b'_' {
                self.at += 1;
                if !self.peek().is_ascii_digit() {
                    return self.fault("invalid decimal literal");
                }
            }
            if self.peek() != b'0' {
                break;
            }
            self.at += 1;
        }
        let zeros = self.col();
        if self.peek().is_ascii_digit() {
            self.decimal_digits()?;
            if !matches!(self.peek(), b'.' | b'e' | b'E' | b'j' | b'J') {
                let col = (self.start - self.line_start) as i32 + 1;
                return self.fault_at(
                    "leading zeros in decimal integer literals are not permitted; \
                     use an 0o prefix for octal integers",
                    self.line,
                    col,
                    zeros + 1,
                );
            }
        } else if !matches!(self.peek(), b'.' | b'e' | b'E' | b'j' | b'J') {
            self.end_of_number("decimal")?;
            return Ok(true);
        }
        Ok(false)
    }

    fn exponent(&mut self) -> Result<(), Stop> {
        if matches!(self.peek(), b'e' | b'E') {
            let sign = usize::from(matches!(self.peek_at(1), b'+' | b'-'));
            if self.peek_at(1 + sign).is_ascii_digit() {
                self.at += 1 + sign;
                self.decimal_digits()?;
            } else if sign == 1 {
                self.at += 2;
                return self.fault("invalid decimal literal");
            } else {
                return self.end_of_number("decimal");
            }
        }
        if matches!(self.peek(), b'j' | b'J') {
            self.at += 1;
            return self.end_of_number("imaginary");
        }
        self.end_of_number("decimal")
    }

    /// A number may touch a keyword operator, but no other word.
    fn end_of_number(&mut self, name: &str) -> Result<(), Stop> {
        let rest = &self.bytes[self.at..];
        let keywords: [&[u8]; 8] = [b"and", b"else", b"for", b"if", b"in", b"is", b"or", b"not"];
        if keywords.iter().any(|keyword| rest.starts_with(keyword)) {
            return Ok(());
        }
        let next = self.peek();
        if next == b'_' || next.is_ascii_alphanumeric() {
            return self.fault(format!("invalid {name} literal"));
        }
        Ok(())
    }
}
