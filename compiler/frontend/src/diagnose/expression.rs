//! Grammar of expressions, down to the operators.

use super::parser::{Form, Match, Node, Parser, Rule};
use super::token::Kind;

const SOFT_KEYWORDS: [&str; 4] = ["_", "case", "match", "type"];

impl Parser<'_, '_> {
    /// `rule` with commas: one item as it is, several as a tuple.
    fn tuple_of(&mut self, mut rule: impl FnMut(&mut Self) -> Match) -> Match {
        let first = self.mark;
        let items = self.separated(&mut rule)?;
        let comma = self.op(",").is_some();
        match &items[..] {
            [one] if !comma => Some(*one),
            _ => Some(self.node_of(Form::Tuple, first, &items)),
        }
    }

    pub fn expressions(&mut self) -> Match {
        self.tuple_of(Self::expression)
    }

    pub fn star_expressions(&mut self) -> Match {
        self.tuple_of(Self::star_expression)
    }

    pub fn expression(&mut self) -> Match {
        self.memo(Rule::Expression, |p| p.deeper(Self::expression_body))
    }

    fn expression_body(&mut self) -> Match {
        self.mistake(Self::invalid_expression);
        self.mistake(Self::invalid_legacy_expression);
        self.expression_plain()
    }

    fn expression_plain(&mut self) -> Match {
        self.attempt(Self::conditional)
            .or_else(|| self.attempt(Self::disjunction))
            .or_else(|| self.attempt(Self::lambda))
    }

    fn conditional(&mut self) -> Match {
        let first = self.disjunction()?;
        self.op("if")?;
        self.disjunction()?;
        self.op("else")?;
        self.expression()?;
        Some(self.node(Form::Conditional, first.first))
    }

    fn lambda(&mut self) -> Match {
        let first = self.op("lambda")?;
        self.optional(|p| p.parameters(true));
        self.op(":")?;
        self.expression()?;
        Some(self.node(Form::Lambda, first))
    }

    fn without_invalid<T>(&mut self, rule: impl FnOnce(&mut Self) -> T) -> T {
        let invalid = std::mem::replace(&mut self.invalid, false);
        let result = rule(self);
        self.invalid = invalid;
        result
    }

    fn expression_without_invalid(&mut self) -> Match {
        self.without_invalid(|p| p.attempt(Self::expression_plain))
    }

    fn invalid_legacy_expression(&mut self) -> Match {
        let name = self.name()?;
        self.lacks(&["("])?;
        let rest = self.star_expressions()?;
        let word = self.text_of(name);
        if !matches!(word, "print" | "exec") {
            return None;
        }
        let message = format!("Missing parentheses in call to '{word}'. Did you mean {word}(...)?");
        self.raise_range(name, rest, message)
    }

    fn invalid_expression(&mut self) -> Option<()> {
        self.attempt(|p| {
            p.kind(Kind::String)?;
            let between = p.repeat(|p| {
                p.not_ahead(|p| p.kind(Kind::String))?;
                p.expression_without_invalid()
            });
            let (first, last) = (*between.first()?, *between.last()?);
            p.kind(Kind::String)?;
            p.raise_range::<()>(first, last, "invalid syntax. Is this intended to be part of the string?")
        });
        self.attempt(Self::missing_comma);
        self.attempt(Self::broken_conditional);
        self.attempt(|p| {
            let first = p.mark;
            p.any(&["pass", "break", "continue"])?;
            let last = p.mark - 1;
            p.op("if")?;
            p.disjunction()?;
            p.op("else")?;
            p.simple_stmt()?;
            p.raise_tokens::<()>(first, last, "expected expression before 'if', but statement is given")
        });
        self.attempt(|p| {
            let first = p.op("lambda")?;
            p.optional(|p| p.parameters(true));
            let colon = p.op(":")?;
            let kind = p.token()?.kind;
            let Kind::Middle(template) = kind else {
                return None;
            };
            let letter = if template { 't' } else { 'f' };
            p.raise_tokens::<()>(
                first,
                colon,
                format!("{letter}-string: lambda expressions are not allowed without parentheses"),
            )
        })
    }

    fn missing_comma(&mut self) -> Option<()> {
        self.not_ahead(|p| {
            let name = p.name()?;
            if SOFT_KEYWORDS.contains(&p.text_of(name)) {
                return Some(());
            }
            p.kind(Kind::String).map(|_| ())
        })?;
        let first = self.disjunction()?;
        let second = self.expression_without_invalid()?;
        let legacy = first.form == Form::Name && matches!(self.text_of(first), "print" | "exec");
        if legacy || self.tokens.list[self.mark - 1].level == 0 {
            return None;
        }
        self.raise_range(first, second, "invalid syntax. Perhaps you forgot a comma?")
    }

    fn broken_conditional(&mut self) -> Option<()> {
        let first = self.disjunction()?;
        self.op("if")?;
        let second = self.disjunction()?;
        if self.op("else").is_some() {
            self.not_ahead(Self::expression)?;
            return self.raise_next("expected expression after 'else', but statement is given");
        }
        self.lacks(&[":"])?;
        self.token()?;
        self.raise_range(first, second, "expected 'else' after 'if' expression")
    }

    pub fn yield_expr(&mut self) -> Match {
        let first = self.op("yield")?;
        if self
            .attempt(|p| {
                p.op("from")?;
                p.expression()
            })
            .is_none()
        {
            self.optional(Self::star_expressions);
        }
        Some(self.node(Form::Yield, first))
    }

    pub fn star_expression(&mut self) -> Match {
        self.memo(Rule::StarExpression, |p| p.attempt(Self::starred_operand).or_else(|| p.expression()))
    }

    fn starred_operand(&mut self) -> Match {
        let first = self.op("*")?;
        let value = self.bitwise_or()?;
        Some(self.node_of(Form::Starred, first, &[value]))
    }

    pub fn star_named_expressions(&mut self) -> Option<Vec<Node>> {
        let items = self.separated(Self::star_named_expression)?;
        self.op(",");
        Some(items)
    }

    pub fn star_named_expression(&mut self) -> Match {
        self.attempt(Self::starred_operand).or_else(|| self.named_expression())
    }

    pub fn assignment_expression(&mut self) -> Match {
        let name = self.name()?;
        self.op(":=")?;
        self.expression()?;
        Some(self.node(Form::Named, name.first))
    }

    pub fn named_expression(&mut self) -> Match {
        // After `name :=` no other reading is tried.
        let mark = self.mark;
        let committed = self
            .ahead(|p| {
                p.name()?;
                p.op(":=")
            })
            .is_some();
        if committed {
            return self.attempt(Self::assignment_expression);
        }
        self.mark = mark;
        self.mistake(Self::invalid_named_expression);
        self.attempt(|p| {
            let value = p.expression()?;
            p.lacks(&[":="])?;
            Some(value)
        })
    }

    fn invalid_named_expression(&mut self) -> Match {
        self.memo(Rule::InvalidNamed, |p| {
            p.attempt(|p| {
                let target = p.expression()?;
                p.op(":=")?;
                p.expression()?;
                let name = target.form.name();
                p.raise_node(target, format!("cannot use assignment expressions with {name}"))
            })
            .or_else(|| {
                p.attempt(|p| {
                    let name = p.name()?;
                    p.op("=")?;
                    let value = p.bitwise_or()?;
                    p.lacks(&["=", ":="])?;
                    p.raise_range(name, value, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?")
                })
            })
            .or_else(|| {
                p.attempt(|p| {
                    p.lacks(&["True", "None", "False"])?;
                    p.not_ahead(|p| {
                        p.attempt(Self::list).or_else(|| p.attempt(Self::tuple)).or_else(|| p.attempt(Self::generator))
                    })?;
                    let target = p.bitwise_or()?;
                    p.op("=")?;
                    p.bitwise_or()?;
                    p.lacks(&["=", ":="])?;
                    let name = target.form.name();
                    p.raise_node(target, format!("cannot assign to {name} here. Maybe you meant '==' instead of '='?"))
                })
            })
        })
    }

    /// Operands of one kind joined by operators of one level.
    fn chain(
        &mut self,
        operand: fn(&mut Self) -> Match,
        operator: impl Fn(&mut Self) -> Option<()>,
        form: Form,
    ) -> Match {
        let mut value = operand(self)?;
        while self
            .attempt(|p| {
                operator(p)?;
                operand(p)
            })
            .is_some()
        {
            value = self.node(form, value.first);
        }
        Some(value)
    }

    pub fn disjunction(&mut self) -> Match {
        self.memo(Rule::Disjunction, |p| p.chain(Self::conjunction, |p| p.op("or").map(|_| ()), Form::Expression))
    }

    fn conjunction(&mut self) -> Match {
        self.memo(Rule::Conjunction, |p| p.chain(Self::inversion, |p| p.op("and").map(|_| ()), Form::Expression))
    }

    pub fn inversion(&mut self) -> Match {
        self.memo(Rule::Inversion, |p| {
            if let Some(first) = p.op("not") {
                p.deeper(Self::inversion)?;
                return Some(p.node(Form::Expression, first));
            }
            p.comparison()
        })
    }

    fn comparison(&mut self) -> Match {
        let first = self.bitwise_or()?;
        let mut form = None;
        while let Some(operator) = self.attempt(|p| {
            let operator = p.comparison_operator()?;
            p.bitwise_or()?;
            Some(operator)
        }) {
            form = form.or(Some(operator));
        }
        Some(match form {
            Some(form) => self.node_of(form, first.first, &[first]),
            None => first,
        })
    }

    fn comparison_operator(&mut self) -> Option<Form> {
        if let Some(token) = self.any(&["==", "!=", "<>", "<=", "<", ">=", ">", "in"]) {
            let text = self.tokens.list[token].text;
            if text == "<>" {
                let message = "invalid syntax.  Maybe you meant '!=' instead of '<>'?";
                self.mark = token;
                return self.raise_later(token, message);
            }
            return Some(if text == "in" { Form::Membership } else { Form::Comparison });
        }
        if self.op("not").is_some() {
            self.op("in")?;
        } else {
            self.op("is")?;
            self.op("not");
        }
        Some(Form::Comparison)
    }

    /// The old inequality operator is reported even where known mistakes are not looked for.
    fn raise_later<T>(&mut self, token: usize, message: &str) -> Option<T> {
        self.raise_token(token, message)
    }

    pub fn bitwise_or(&mut self) -> Match {
        self.memo(Rule::BitwiseOr, |p| p.chain(Self::bitwise_xor, |p| p.op("|").map(|_| ()), Form::Expression))
    }

    fn bitwise_xor(&mut self) -> Match {
        self.memo(Rule::BitwiseXor, |p| p.chain(Self::bitwise_and, |p| p.op("^").map(|_| ()), Form::Expression))
    }

    fn bitwise_and(&mut self) -> Match {
        self.memo(Rule::BitwiseAnd, |p| p.chain(Self::shift, |p| p.op("&").map(|_| ()), Form::Expression))
    }

    fn shift(&mut self) -> Match {
        self.memo(Rule::Shift, |p| {
            p.mistake(|p| {
                p.sum()?;
                p.any(&["+", "-", "*", "/", "%", "//", "@"])?;
                p.unparenthesised_not()
            });
            p.chain(Self::sum, |p| p.any(&["<<", ">>"]).map(|_| ()), Form::Expression)
        })
    }

    fn unparenthesised_not(&mut self) -> Option<()> {
        let first = self.op("not")?;
        let last = self.inversion()?;
        self.raise_tokens(first, last.end - 1, "'not' after an operator must be parenthesized")
    }

    fn sum(&mut self) -> Match {
        self.memo(Rule::Sum, |p| p.chain(Self::term, |p| p.any(&["+", "-"]).map(|_| ()), Form::Expression))
    }

    fn term(&mut self) -> Match {
        self.memo(Rule::Term, |p| {
            p.mistake(|p| {
                p.any(&["+", "-", "~"])?;
                let first = p.op("not")?;
                let last = p.factor()?;
                p.raise_tokens::<()>(first, last.end - 1, "'not' after an operator must be parenthesized")
            });
            p.chain(Self::factor, |p| p.any(&["*", "/", "//", "%", "@"]).map(|_| ()), Form::Expression)
        })
    }

    fn factor(&mut self) -> Match {
        self.memo(Rule::Factor, |p| {
            let first = p.mark;
            if p.any(&["+", "-", "~"]).is_some() {
                p.deeper(Self::factor)?;
                return Some(p.node(Form::Expression, first));
            }
            let base = p.await_primary()?;
            let power = p.attempt(|p| {
                p.op("**")?;
                p.deeper(Self::factor)
            });
            Some(match power {
                Some(_) => p.node(Form::Expression, first),
                None => base,
            })
        })
    }

    fn await_primary(&mut self) -> Match {
        self.memo(Rule::AwaitPrimary, |p| {
            if let Some(first) = p.op("await") {
                p.primary()?;
                return Some(p.node(Form::Await, first));
            }
            p.primary()
        })
    }

    pub fn primary(&mut self) -> Match {
        self.memo(Rule::Primary, |p| {
            let mut value = p.atom()?;
            while let Some(form) = p.attempt(Self::trailer) {
                value = p.node(form, value.first);
            }
            Some(value)
        })
    }

    /// What may follow a primary: an attribute, a call, a subscript.
    pub fn trailer(&mut self) -> Option<Form> {
        if self.op(".").is_some() {
            self.name()?;
            return Some(Form::Attribute);
        }
        if self.sees(&["[", "{"]) {
            self.mistake(Self::invalid_comprehension);
        }
        if self.sees(&["("]) {
            if self.attempt(Self::generator).is_some() {
                return Some(Form::Call);
            }
            self.op("(")?;
            self.optional(Self::arguments);
            self.op(")")?;
            return Some(Form::Call);
        }
        self.op("[")?;
        self.slices()?;
        self.op("]")?;
        Some(Form::Subscript)
    }

    pub fn slices(&mut self) -> Option<()> {
        if self
            .attempt(|p| {
                p.slice()?;
                p.lacks(&[","])
            })
            .is_some()
        {
            return Some(());
        }
        self.separated(|p| p.attempt(Self::slice).or_else(|| p.attempt(|p| p.starred_expression().map(|_| ()))))?;
        self.op(",");
        Some(())
    }

    fn slice(&mut self) -> Option<()> {
        let parts = self.attempt(|p| {
            p.optional(Self::expression);
            p.op(":")?;
            p.optional(Self::expression);
            p.attempt(|p| {
                p.op(":")?;
                p.optional(Self::expression);
                Some(())
            });
            Some(())
        });
        parts.or_else(|| self.named_expression().map(|_| ()))
    }
}
