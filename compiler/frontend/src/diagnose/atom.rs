//! Grammar of atoms: literals, displays, comprehensions, groups.

use super::parser::{Form, Match, Node, Parser, Rule};
use super::token::Kind;
use crate::position::Loc;

const SPLIT_TARGET: &str = "did you forget parentheses around the comprehension target?";

impl Parser<'_, '_> {
    pub fn atom(&mut self) -> Match {
        let first = self.mark;
        let token = self.token()?;
        let form = match (token.kind, token.text) {
            (Kind::Name, _) => Form::Name,
            (Kind::Number, _) => Form::Literal,
            (Kind::Keyword, "True") => Form::True,
            (Kind::Keyword, "False") => Form::False,
            (Kind::Keyword, "None") => Form::None,
            (Kind::Op, "...") => Form::Ellipsis,
            (Kind::String | Kind::Start(_), _) => return self.strings(),
            (Kind::Op, "(") => {
                return self
                    .attempt(Self::tuple)
                    .or_else(|| self.attempt(Self::group))
                    .or_else(|| self.attempt(Self::generator));
            }
            (Kind::Op, "[") => {
                return self.attempt(Self::list).or_else(|| self.attempt(Self::list_comprehension));
            }
            (Kind::Op, "{") => {
                return self
                    .attempt(Self::dict)
                    .or_else(|| self.attempt(Self::set))
                    .or_else(|| self.attempt(Self::dict_comprehension))
                    .or_else(|| self.attempt(Self::set_comprehension));
            }
            _ => return None,
        };
        self.mark += 1;
        Some(self.node(form, first))
    }

    fn group(&mut self) -> Match {
        let inner = self.attempt(|p| {
            p.op("(")?;
            let inner = p.attempt(Self::yield_expr).or_else(|| p.named_expression())?;
            p.op(")")?;
            Some(inner)
        });
        if inner.is_some() {
            return inner;
        }
        self.mistake(|p| {
            p.attempt(|p| {
                p.op("(")?;
                let starred = p.starred_expression()?;
                p.op(")")?;
                p.raise_node::<()>(starred, "cannot use starred expression here")
            });
            p.op("(")?;
            let stars = p.op("**")?;
            p.expression()?;
            p.op(")")?;
            p.raise_token::<()>(stars, "cannot use double starred expression here")
        });
        None
    }

    pub fn list(&mut self) -> Match {
        let first = self.op("[")?;
        let items = self.optional(Self::star_named_expressions).unwrap_or_default();
        self.op("]")?;
        Some(self.node_of(Form::List, first, &items))
    }

    pub fn tuple(&mut self) -> Match {
        let first = self.op("(")?;
        let items = self.optional(|p| {
            let mut items = vec![p.star_named_expression()?];
            p.op(",")?;
            items.extend(p.optional(Self::star_named_expressions).unwrap_or_default());
            Some(items)
        });
        self.op(")")?;
        Some(self.node_of(Form::Tuple, first, &items.unwrap_or_default()))
    }

    fn set(&mut self) -> Match {
        let first = self.op("{")?;
        self.star_named_expressions()?;
        self.op("}")?;
        Some(self.node(Form::Set, first))
    }

    fn dict(&mut self) -> Match {
        let first = self.mark;
        let dict = self.attempt(|p| {
            p.op("{")?;
            p.optional(|p| {
                p.separated(Self::dict_item)?;
                p.op(",");
                Some(())
            });
            p.op("}")?;
            Some(p.node(Form::Dict, first))
        });
        if dict.is_none() {
            // Python looks for these mistakes whenever a display turns out to be no dictionary.
            self.ahead(Self::invalid_dict);
        }
        dict
    }

    fn dict_item(&mut self) -> Option<()> {
        self.attempt(|p| {
            p.op("**")?;
            p.bitwise_or().map(|_| ())
        })
        .or_else(|| self.key_value())
    }

    fn key_value(&mut self) -> Option<()> {
        self.expression()?;
        self.op(":")?;
        self.expression().map(|_| ())
    }

    fn invalid_dict(&mut self) -> Option<()> {
        self.op("{")?;
        self.attempt(|p| {
            p.separated(Self::dict_item)?;
            p.op(",")?;
            p.attempt(|p| {
                let key = p.expression()?;
                p.lacks(&[":"])?;
                p.token()?;
                let loc = p.tokens.list[key.end - 1].loc;
                let line = p.line_of(key.first);
                let place = Loc::new(line, loc.end_line, loc.end_col - 1, -1);
                p.raise_at::<()>(place, "':' expected after dictionary key")
            });
            p.invalid_value()
        });
        self.invalid_value()
    }

    fn invalid_value(&mut self) -> Option<()> {
        self.attempt(|p| {
            p.expression()?;
            p.op(":")?;
            let star = p.op("*")?;
            p.bitwise_or()?;
            p.raise_from::<()>(star, "cannot use a starred expression in a dictionary value")
        });
        self.attempt(|p| {
            p.expression()?;
            let colon = p.op(":")?;
            p.ahead(|p| p.any(&["}", ","]))?;
            p.raise_token::<()>(colon, "expression expected after dictionary key and ':'")
        })
    }

    pub fn for_if_clauses(&mut self) -> Option<Node> {
        let first = self.mark;
        if self.repeat(Self::for_if_clause).is_empty() {
            return None;
        }
        Some(self.node(Form::Other, first))
    }

    fn for_if_clause(&mut self) -> Option<()> {
        // Past `in` no other reading is tried.
        let mut committed = false;
        let clause = self.attempt(|p| {
            p.op("async");
            p.op("for")?;
            p.star_targets()?;
            p.op("in")?;
            committed = true;
            p.disjunction()?;
            p.repeat(|p| {
                p.op("if")?;
                p.disjunction()
            });
            Some(())
        });
        if clause.is_none() && !committed {
            self.mistake(|p| {
                p.op("async");
                p.op("for")?;
                p.separated(Self::bitwise_or)?;
                p.op(",");
                p.lacks(&["in"])?;
                p.token()?;
                p.raise_here::<()>("'in' expected after for-loop variables")
            });
            self.mistake(Self::invalid_for_target);
        }
        clause
    }

    fn list_comprehension(&mut self) -> Match {
        let first = self.mark;
        let found = self.attempt(|p| {
            p.op("[")?;
            p.named_expression()?;
            p.for_if_clauses()?;
            p.op("]")?;
            Some(p.node(Form::ListComp, first))
        });
        if found.is_none() {
            self.mistake(Self::invalid_comprehension);
        }
        found
    }

    fn set_comprehension(&mut self) -> Match {
        let first = self.mark;
        let found = self.attempt(|p| {
            p.op("{")?;
            p.named_expression()?;
            p.for_if_clauses()?;
            p.op("}")?;
            Some(p.node(Form::SetComp, first))
        });
        if found.is_none() {
            self.mistake(Self::invalid_comprehension);
        }
        found
    }

    pub fn generator(&mut self) -> Match {
        let first = self.mark;
        let found = self.attempt(|p| {
            p.op("(")?;
            p.argument_value()?;
            p.for_if_clauses()?;
            p.op(")")?;
            Some(p.node(Form::Generator, first))
        });
        if found.is_none() {
            self.mistake(Self::invalid_comprehension);
        }
        found
    }

    fn dict_comprehension(&mut self) -> Match {
        let first = self.mark;
        let found = self.attempt(|p| {
            p.op("{")?;
            p.key_value()?;
            p.for_if_clauses()?;
            p.op("}")?;
            Some(p.node(Form::DictComp, first))
        });
        if found.is_none() {
            self.mistake(|p| {
                p.op("{")?;
                let stars = p.op("**")?;
                p.bitwise_or()?;
                p.for_if_clauses()?;
                p.op("}")?;
                p.raise_token::<()>(stars, "dict unpacking cannot be used in dict comprehension")
            });
        }
        found
    }

    pub fn invalid_comprehension(&mut self) -> Option<()> {
        self.attempt(|p| {
            p.any(&["[", "(", "{"])?;
            let starred = p.starred_expression()?;
            p.for_if_clauses()?;
            p.raise_node::<()>(starred, "iterable unpacking cannot be used in comprehension")
        });
        self.attempt(|p| {
            p.any(&["[", "{"])?;
            let first = p.star_named_expression()?;
            p.op(",")?;
            let rest = p.star_named_expressions()?;
            p.for_if_clauses()?;
            p.raise_range::<()>(first, *rest.last()?, SPLIT_TARGET)
        });
        self.attempt(|p| {
            p.any(&["[", "{"])?;
            let first = p.star_named_expression()?;
            let comma = p.op(",")?;
            p.for_if_clauses()?;
            p.raise_tokens::<()>(first.first, comma, SPLIT_TARGET)
        })
    }

    /// `name := value` or an expression that no `:=` follows.
    pub fn argument_value(&mut self) -> Match {
        let committed = self
            .ahead(|p| {
                p.name()?;
                p.op(":=")
            })
            .is_some();
        if committed {
            return self.attempt(Self::assignment_expression);
        }
        self.attempt(|p| {
            let value = p.expression()?;
            p.lacks(&[":="])?;
            Some(value)
        })
    }

    fn strings(&mut self) -> Match {
        self.memo(Rule::Strings, |p| {
            let first = p.mark;
            let mut previous: Option<(Node, bool)> = None;
            while let Some(token) = p.token() {
                let template = token.kind == Kind::Start(true);
                let mixed = previous.filter(|&(_, was_template)| template != was_template);
                if mixed.is_some() && !p.invalid {
                    break;
                }
                let Some(part) = p.attempt(Self::string_part) else {
                    break;
                };
                if let Some((last, _)) = mixed {
                    return p.raise_range(last, part, "cannot mix t-string literals with string or bytes literals");
                }
                previous = Some((part, template));
            }
            let (_, template) = previous?;
            let formatted = (first..p.mark).any(|token| p.tokens.list[token].kind == Kind::Start(false));
            let form = match (template, formatted) {
                (true, _) => Form::Template,
                (_, true) => Form::Formatted,
                _ => Form::Literal,
            };
            Some(p.node(form, first))
        })
    }

    fn string_part(&mut self) -> Match {
        let first = self.mark;
        if self.kind(Kind::String).is_some() {
            self.check_literal(first)?;
            return Some(self.node(Form::Literal, first));
        }
        let Kind::Start(template) = self.token()?.kind else {
            return None;
        };
        let raw = self.token()?.text.contains(['r', 'R']);
        self.mark += 1;
        self.raw_text.push(raw);
        self.repeat(|p| p.interpolated_part(template));
        self.raw_text.pop();
        self.kind(Kind::End(template))?;
        let form = if template { Form::Template } else { Form::Formatted };
        Some(self.node(form, first))
    }

    /// Literal text or a replacement field.
    fn interpolated_part(&mut self, template: bool) -> Option<()> {
        let first = self.mark;
        if self.kind(Kind::Middle(template)).is_some() {
            return self.check_middle(first);
        }
        let field = self.attempt(|p| {
            p.op("{")?;
            p.annotated_rhs()?;
            p.op("=");
            p.optional(|p| p.conversion(template));
            p.optional(|p| {
                p.op(":")?;
                p.repeat(|p| p.interpolated_part(template));
                Some(())
            });
            p.op("}").map(|_| ())
        });
        if field.is_none() {
            self.mistake(|p| p.invalid_field(template));
        }
        field
    }

    fn conversion(&mut self, template: bool) -> Option<()> {
        let mark = self.op("!")?;
        let name = self.name()?;
        let letter = if template { 't' } else { 'f' };
        let (mark_loc, name_loc) = (self.tokens.list[mark].loc, self.tokens.list[name.first].loc);
        if (mark_loc.end_line, mark_loc.end_col) != (name_loc.line, name_loc.col) {
            return self.raise_tokens(
                mark,
                name.first,
                format!("{letter}-string: conversion type must come right after the exclamation mark"),
            );
        }
        let word = self.text_of(name);
        if !matches!(word, "s" | "r" | "a") {
            return self.raise_node(
                name,
                format!(
                    "{letter}-string: invalid conversion character '{word}': \
                     expected 's', 'r', or 'a'"
                ),
            );
        }
        Some(())
    }

    fn invalid_field(&mut self, template: bool) -> Option<()> {
        let letter = if template { 't' } else { 'f' };
        self.op("{")?;
        if self.sees(&["=", "!", ":", "}"]) {
            let token = self.mark;
            let text = self.token()?.text;
            let message = format!("{letter}-string: valid expression required before '{text}'");
            return self.raise_token(token, message);
        }
        let value = self.attempt(Self::annotated_rhs);
        if value.is_none() {
            return self.raise_next(format!("{letter}-string: expecting a valid expression after '{{'"));
        }
        if !self.sees(&["=", "!", ":", "}"]) {
            return self.raise_next(format!("{letter}-string: expecting '=', or '!', or ':', or '}}'"));
        }
        if self.op("=").is_some() && !self.sees(&["!", ":", "}"]) {
            return self.raise_next(format!("{letter}-string: expecting '!', or ':', or '}}'"));
        }
        self.attempt(|p| {
            p.op("!")?;
            if p.sees(&[":", "}"]) {
                return p.raise_next::<()>(format!("{letter}-string: missing conversion character"));
            }
            p.not_ahead(Self::name)?;
            p.raise_next(format!("{letter}-string: invalid conversion character"))
        });
        self.attempt(|p| {
            p.op("!")?;
            p.name()
        });
        if !self.sees(&[":", "}"]) {
            return self.raise_next(format!("{letter}-string: expecting ':' or '}}'"));
        }
        if self.op(":").is_some() {
            self.repeat(|p| p.interpolated_part(template));
            self.lacks(&["}"])?;
            return self.raise_next(format!("{letter}-string: expecting '}}', or format specs"));
        }
        self.lacks(&["}"])?;
        self.raise_next(format!("{letter}-string: expecting '}}'"))
    }
}
