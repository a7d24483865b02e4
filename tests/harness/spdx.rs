//! Evaluates SPDX licence expressions: `OR` binds weakest, then `AND`, then `WITH`.
//!
//! The grammar is that of annex D of the SPDX specification 2.3; a `/`, which old manifests use,
//! counts as `OR`.

/// Whether a choice of licences that are all usable satisfies the expression. `may_use` is asked
/// about single licences and about `LICENCE WITH EXCEPTION`.
pub fn is_satisfied(expression: &str, may_use: impl Fn(&str) -> bool) -> Result<bool, String> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut parser = Parser { words: spaced.split_whitespace().collect(), at: 0, may_use };
    let result = parser.any_of()?;
    match parser.peek() {
        None => Ok(result),
        Some(word) => Err(format!("unexpected {word:?}")),
    }
}

struct Parser<'a, F> {
    words: Vec<&'a str>,
    at: usize,
    may_use: F,
}

impl<'a, F: Fn(&str) -> bool> Parser<'a, F> {
    fn peek(&self) -> Option<&'a str> {
        self.words.get(self.at).copied()
    }

    fn accept(&mut self, word: &str) -> bool {
        let found = self.peek() == Some(word);
        self.at += usize::from(found);
        found
    }

    fn any_of(&mut self) -> Result<bool, String> {
        let mut result = self.all_of()?;
        while self.accept("OR") {
            result |= self.all_of()?;
        }
        Ok(result)
    }

    fn all_of(&mut self) -> Result<bool, String> {
        let mut result = self.term()?;
        while self.accept("AND") {
            result &= self.term()?;
        }
        Ok(result)
    }

    fn term(&mut self) -> Result<bool, String> {
        if self.accept("(") {
            let result = self.any_of()?;
            return if self.accept(")") { Ok(result) } else { Err("a `)` is missing".to_owned()) };
        }
        let licence = self.identifier()?;
        if self.accept("WITH") {
            let exception = self.identifier()?;
            return Ok((self.may_use)(&format!("{licence} WITH {exception}")));
        }
        Ok((self.may_use)(licence))
    }

    fn identifier(&mut self) -> Result<&'a str, String> {
        match self.peek() {
            Some(word) if !["OR", "AND", "WITH", "(", ")"].contains(&word) => {
                self.at += 1;
                Ok(word)
            }
            Some(word) => Err(format!("expected a licence, found {word:?}")),
            None => Err("expected a licence, found the end".to_owned()),
        }
    }
}
