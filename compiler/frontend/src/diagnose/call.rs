//! Grammar of call arguments.

use super::parser::{Form, Match, Node, Parser, Rule};

const BARE_GENERATOR: &str = "Generator expression must be parenthesized";

/// Arguments in order, as far as their mistakes matter.
pub struct Args {
    node: Node,
    has_keyword: bool,
    has_unpacking: bool,
    /// The last positional argument.
    last: Option<Node>,
    count: usize,
}

impl Parser<'_, '_> {
    pub fn arguments(&mut self) -> Match {
        self.memo(Rule::Arguments, |p| {
            let found = p.attempt(|p| {
                let args = p.args()?;
                p.op(",");
                p.ahead(|p| p.op(")"))?;
                Some(args.node)
            });
            if found.is_none() {
                p.mistake(Self::invalid_arguments);
            }
            found
        })
    }

    fn positional(&mut self) -> Match {
        if let Some(starred) = self.attempt(Self::starred_expression) {
            return Some(starred);
        }
        let value = self.argument_value()?;
        self.lacks(&["="])?;
        Some(value)
    }

    fn args(&mut self) -> Option<Args> {
        let first = self.mark;
        let mut args = Args {
            node: self.node(Form::Other, first),
            has_keyword: false,
            has_unpacking: false,
            last: None,
            count: 0,
        };
        if let Some(positional) = self.separated(Self::positional) {
            args.last = positional.last().copied();
            args.count = positional.len();
            if let Some(keywords) = self.attempt(|p| {
                p.op(",")?;
                p.kwargs()
            }) {
                args.has_keyword = true;
                args.has_unpacking = keywords;
            }
        } else {
            args.has_unpacking = self.kwargs()?;
            args.has_keyword = true;
        }
        args.node = self.node(Form::Other, first);
        Some(args)
    }

    /// Keyword arguments; whether a `**` is among them.
    fn kwargs(&mut self) -> Option<bool> {
        if let Some(found) = self.attempt(|p| {
            p.separated(|p| p.keyword_or("*"))?;
            p.op(",")?;
            let rest = p.separated(|p| p.keyword_or("**"))?;
            Some(rest.contains(&true))
        }) {
            return Some(found);
        }
        if self.attempt(|p| p.separated(|p| p.keyword_or("*"))).is_some() {
            return Some(false);
        }
        let rest = self.separated(|p| p.keyword_or("**"))?;
        Some(rest.contains(&true))
    }

    /// `name=value`, or an unpacking with those stars; whether it was `**`.
    fn keyword_or(&mut self, stars: &str) -> Option<bool> {
        self.mistake(Self::invalid_keyword);
        if self
            .attempt(|p| {
                p.name()?;
                p.op("=")?;
                p.expression()
            })
            .is_some()
        {
            return Some(false);
        }
        if stars == "*" {
            self.starred_expression()?;
            return Some(false);
        }
        self.op("**")?;
        self.expression()?;
        Some(true)
    }

    pub fn starred_expression(&mut self) -> Match {
        self.mistake(|p| {
            let star = p.op("*")?;
            p.expression()?;
            p.op("=")?;
            let value = p.expression()?;
            p.raise_tokens::<()>(star, value.end - 1, "cannot assign to iterable argument unpacking")
        });
        let first = self.mark;
        let found = self.attempt(|p| {
            p.op("*")?;
            let value = p.expression()?;
            Some(p.node_of(Form::Starred, first, &[value]))
        });
        if found.is_none() {
            self.mistake(|p| {
                p.op("*")?;
                p.raise_here::<()>("Invalid star expression")
            });
        }
        found
    }

    fn invalid_keyword(&mut self) -> Option<()> {
        self.attempt(|p| {
            let constant = p.any(&["True", "False", "None"])?;
            let equals = p.op("=")?;
            let word = p.tokens.list[constant].text;
            p.raise_tokens::<()>(constant, equals, format!("cannot assign to {word}"))
        });
        self.attempt(Self::keyword_generator);
        self.attempt(|p| {
            p.not_ahead(|p| {
                p.name()?;
                p.op("=")
            })?;
            let target = p.expression()?;
            let equals = p.op("=")?;
            p.raise_tokens::<()>(
                target.first,
                equals,
                "expression cannot contain assignment, perhaps you meant \"==\"?",
            )
        });
        self.attempt(|p| {
            let stars = p.op("**")?;
            p.expression()?;
            p.op("=")?;
            let value = p.expression()?;
            p.raise_tokens::<()>(stars, value.end - 1, "cannot assign to keyword argument unpacking")
        })
    }

    fn keyword_generator(&mut self) -> Option<()> {
        let name = self.name()?;
        let equals = self.op("=")?;
        self.expression()?;
        self.clauses()?;
        self.raise_tokens(name.first, equals, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?")
    }

    fn invalid_arguments(&mut self) -> Option<()> {
        self.attempt(|p| {
            p.attempt(|p| {
                p.separated(Self::positional)?;
                p.op(",")?;
                p.kwargs()
            })
            .or_else(|| p.attempt(Self::kwargs))?;
            let comma = p.op(",")?;
            p.separated(|p| {
                p.starred_expression()?;
                p.lacks(&["="])
            })?;
            p.raise_from::<()>(comma, "iterable argument unpacking follows keyword argument unpacking")
        });
        self.attempt(|p| {
            let value = p.expression()?;
            let clauses = p.clauses()?;
            p.op(",")?;
            p.optional(|p| {
                p.attempt(|p| p.args().map(|_| ())).or_else(|| {
                    p.attempt(|p| {
                        p.expression()?;
                        p.clauses().map(|_| ())
                    })
                })
            });
            p.raise_range::<()>(value, clauses, BARE_GENERATOR)
        });
        self.attempt(Self::keyword_generator);
        self.attempt(|p| {
            p.optional(|p| {
                p.args()?;
                p.op(",")
            });
            let name = p.name()?;
            let equals = p.op("=")?;
            p.ahead(|p| p.any(&[",", ")"]))?;
            p.raise_tokens::<()>(name.first, equals, "expected argument value expression")
        });
        self.attempt(|p| {
            let args = p.args()?;
            let clauses = p.clauses()?;
            if args.count <= 1 {
                return None;
            }
            p.raise_range::<()>(args.last?, clauses, BARE_GENERATOR)
        });
        self.attempt(|p| {
            p.args()?;
            p.op(",")?;
            let value = p.expression()?;
            let clauses = p.clauses()?;
            p.raise_range::<()>(value, clauses, BARE_GENERATOR)
        });
        self.attempt(|p| {
            let args = p.args()?;
            p.op(",")?;
            p.args()?;
            let message = if args.has_unpacking {
                "positional argument follows keyword argument unpacking"
            } else {
                "positional argument follows keyword argument"
            };
            p.raise_here::<()>(message)
        })
    }

    /// The clauses of a generator; the node is the last of them.
    fn clauses(&mut self) -> Match {
        self.for_if_clauses()
    }
}
