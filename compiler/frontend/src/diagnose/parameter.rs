//! Grammar of parameter lists, of functions and of lambdas, and of type parameters.

use super::parser::{Form, Match, Parser, Rule};

impl Parser<'_, '_> {
    /// The parameters of a function, or of a lambda.
    pub fn parameters(&mut self, lambda: bool) -> Option<()> {
        self.mistake(|p| p.invalid_parameters(lambda));
        self.attempt(|p| {
            if p.attempt(|p| p.slash_without_defaults(lambda)).is_some() {
                p.repeat(|p| p.plain(lambda));
                p.repeat(|p| p.defaulted(lambda));
            } else if p.attempt(|p| p.slash_with_defaults(lambda)).is_some() {
                p.repeat(|p| p.defaulted(lambda));
            } else {
                let plain = p.repeat(|p| p.plain(lambda));
                let defaulted = p.repeat(|p| p.defaulted(lambda));
                if plain.is_empty() && defaulted.is_empty() {
                    return p.star_etc(lambda);
                }
            }
            p.optional(|p| p.star_etc(lambda));
            Some(())
        })
    }

    fn end_of_list(lambda: bool) -> &'static str {
        if lambda { ":" } else { ")" }
    }

    /// A comma, or the end of the list ahead.
    fn param_end(&mut self, lambda: bool) -> Option<()> {
        if self.op(",").is_some() {
            return Some(());
        }
        self.ahead(|p| p.op(Self::end_of_list(lambda)))
    }

    fn slash_without_defaults(&mut self, lambda: bool) -> Option<()> {
        if self.repeat(|p| p.plain(lambda)).is_empty() {
            return None;
        }
        self.op("/")?;
        self.param_end(lambda)
    }

    fn slash_with_defaults(&mut self, lambda: bool) -> Option<()> {
        self.repeat(|p| p.plain(lambda));
        if self.repeat(|p| p.defaulted(lambda)).is_empty() {
            return None;
        }
        self.op("/")?;
        self.param_end(lambda)
    }

    fn param(&mut self, lambda: bool) -> Match {
        let name = self.name()?;
        if !lambda {
            self.optional(|p| {
                p.op(":")?;
                p.expression()
            });
        }
        Some(self.node(Form::Other, name.first))
    }

    fn plain(&mut self, lambda: bool) -> Match {
        let param = self.param(lambda)?;
        self.param_end(lambda)?;
        Some(param)
    }

    fn default(&mut self) -> Option<()> {
        let found = self.attempt(|p| {
            p.op("=")?;
            p.expression().map(|_| ())
        });
        if found.is_none() {
            self.mistake(|p| {
                let equals = p.op("=")?;
                p.ahead(|p| p.any(&[")", ","]))?;
                p.raise_token::<()>(equals, "expected default value expression")
            });
        }
        found
    }

    fn defaulted(&mut self, lambda: bool) -> Option<()> {
        self.param(lambda)?;
        self.default()?;
        self.param_end(lambda)
    }

    fn maybe_defaulted(&mut self, lambda: bool) -> Option<()> {
        self.param(lambda)?;
        self.default();
        self.param_end(lambda)
    }

    fn star_etc(&mut self, lambda: bool) -> Option<()> {
        self.mistake(|p| p.invalid_star_etc(lambda));
        if let Some(found) = self.attempt(|p| {
            p.op("*")?;
            if p.op(",").is_some() {
                if p.repeat(|p| p.maybe_defaulted(lambda)).is_empty() {
                    return None;
                }
            } else {
                if p.attempt(|p| p.plain(lambda)).is_none() {
                    if lambda {
                        return None;
                    }
                    p.name()?;
                    p.op(":")?;
                    p.star_expression()?;
                    p.param_end(lambda)?;
                }
                p.repeat(|p| p.maybe_defaulted(lambda));
            }
            p.optional(|p| p.keywords_param(lambda));
            Some(())
        }) {
            return Some(found);
        }
        self.keywords_param(lambda)
    }

    fn keywords_param(&mut self, lambda: bool) -> Option<()> {
        self.mistake(|p| {
            p.op("**")?;
            p.param(lambda)?;
            if let Some(equals) = p.op("=") {
                return p.raise_token::<()>(equals, "var-keyword argument cannot have default value");
            }
            p.op(",")?;
            let message = "arguments cannot follow var-keyword argument";
            if let Some(param) = p.attempt(|p| p.param(lambda)) {
                return p.raise_node(param, message);
            }
            let stars = p.any(&["*", "**", "/"])?;
            p.raise_token(stars, message)
        });
        self.attempt(|p| {
            p.op("**")?;
            p.plain(lambda).map(|_| ())
        })
    }

    fn slash(&mut self, lambda: bool) -> Option<()> {
        self.attempt(|p| p.slash_without_defaults(lambda)).or_else(|| self.attempt(|p| p.slash_with_defaults(lambda)))
    }

    fn invalid_parameters(&mut self, lambda: bool) -> Option<()> {
        self.attempt(|p| {
            let slash = p.op("/")?;
            p.op(",")?;
            p.raise_token::<()>(slash, "at least one argument must precede /")
        });
        self.attempt(|p| {
            p.slash(lambda)?;
            p.repeat(|p| p.maybe_defaulted(lambda));
            let slash = p.op("/")?;
            p.raise_token::<()>(slash, "/ may appear only once")
        });
        self.attempt(|p| {
            p.optional(|p| p.slash_without_defaults(lambda));
            p.repeat(|p| p.plain(lambda));
            if p.attempt(|p| p.slash_with_defaults(lambda)).is_none() && p.repeat(|p| p.defaulted(lambda)).is_empty() {
                return None;
            }
            let param = p.plain(lambda)?;
            // The comma is no part of the parameter.
            p.raise_node::<()>(param, "parameter without a default follows parameter with a default")
        });
        self.attempt(|p| {
            p.repeat(|p| p.plain(lambda));
            let open = p.op("(")?;
            if lambda {
                p.separated(|p| p.param(true))?;
            } else if p.repeat(|p| p.plain(false)).is_empty() {
                return None;
            }
            p.op(",");
            let close = p.op(")")?;
            let what = if lambda { "Lambda expression" } else { "Function" };
            p.raise_tokens::<()>(open, close, format!("{what} parameters cannot be parenthesized"))
        });
        self.attempt(|p| {
            p.optional(|p| p.slash(lambda));
            p.repeat(|p| p.maybe_defaulted(lambda));
            p.op("*")?;
            if p.op(",").is_none() {
                p.plain(lambda)?;
            }
            p.repeat(|p| p.maybe_defaulted(lambda));
            let slash = p.op("/")?;
            p.raise_token::<()>(slash, "/ must be ahead of *")
        });
        self.attempt(|p| {
            if p.repeat(|p| p.maybe_defaulted(lambda)).is_empty() {
                return None;
            }
            p.op("/")?;
            let star = p.op("*")?;
            p.raise_token::<()>(star, "expected comma between / and *")
        })
    }

    fn invalid_star_etc(&mut self, lambda: bool) -> Option<()> {
        let end = Self::end_of_list(lambda);
        self.attempt(|p| {
            let star = p.op("*")?;
            if p.op(end).is_none() {
                p.op(",")?;
                p.any(&[end, "**"])?;
            }
            let message = "named arguments must follow bare *";
            if lambda {
                return p.raise_here::<()>(message);
            }
            p.raise_token(star, message)
        });
        self.attempt(|p| {
            p.op("*")?;
            p.param(lambda)?;
            let equals = p.op("=")?;
            p.raise_token::<()>(equals, "var-positional argument cannot have default value")
        });
        self.attempt(|p| {
            p.op("*")?;
            if p.op(",").is_none() {
                p.plain(lambda)?;
            }
            p.repeat(|p| p.maybe_defaulted(lambda));
            let star = p.op("*")?;
            if p.op(",").is_none() {
                p.plain(lambda)?;
            }
            p.raise_token(star, "* argument may appear only once")
        })
    }

    pub fn type_params(&mut self) -> Option<()> {
        self.mistake(|p| {
            p.op("[")?;
            let close = p.op("]")?;
            p.raise_from::<()>(close, "Type parameter list cannot be empty")
        });
        self.op("[")?;
        self.separated(Self::type_param)?;
        self.op(",");
        self.op("]").map(|_| ())
    }

    fn type_param(&mut self) -> Match {
        self.memo(Rule::TypeParam, |p| {
            let first = p.mark;
            if p.name().is_some() {
                p.optional(|p| {
                    p.op(":")?;
                    p.expression()
                });
                p.optional(|p| {
                    p.op("=")?;
                    p.expression()
                });
                return Some(p.node(Form::Other, first));
            }
            p.mistake(|p| {
                let star = p.any(&["*", "**"])?;
                p.name()?;
                let colon = p.op(":")?;
                let bound = p.expression()?;
                let what = if bound.form == Form::Tuple { "constraints" } else { "bound" };
                let kind = if p.tokens.list[star].text == "*" { "TypeVarTuple" } else { "ParamSpec" };
                p.raise_from::<()>(colon, format!("cannot use {what} with {kind}"))
            });
            let starred = p.op("*").is_some();
            if !starred {
                p.op("**")?;
            }
            p.name()?;
            p.optional(|p| {
                p.op("=")?;
                if starred { p.star_expression() } else { p.expression() }
            });
            Some(p.node(Form::Other, first))
        })
    }
}
