//! Grammar of compound statements.

use super::parser::{Form, Match, Parser, Rule};
use super::target::TargetUse;
use super::token::Kind;

impl Parser<'_, '_> {
    pub fn compound_stmt(&mut self) -> Option<()> {
        let first = self.token()?;
        match first.text {
            "def" | "@" | "async" | "class" | "with" | "for" => {
                if self.sees(&["def", "@", "async"]) && self.attempt(Self::function_def).is_some() {
                    return Some(());
                }
                if self.sees(&["class", "@"]) && self.attempt(Self::class_def).is_some() {
                    return Some(());
                }
                if self.sees(&["with", "async"]) && self.attempt(Self::with_stmt).is_some() {
                    return Some(());
                }
                if self.sees(&["for", "async"]) {
                    return self.for_stmt();
                }
                None
            }
            "if" => self.if_stmt("if"),
            "try" => self.try_stmt(),
            "while" => self.while_stmt(),
            _ => self.match_stmt(),
        }
    }

    pub fn block(&mut self) -> Option<()> {
        self.memo(Rule::Block, |p| {
            let first = p.mark;
            let found = p
                .attempt(|p| {
                    p.newline()?;
                    p.kind(Kind::Indent)?;
                    p.statement()?;
                    p.repeat(Self::statement);
                    p.kind(Kind::Dedent).map(|_| ())
                })
                .or_else(|| p.attempt(Self::simple_stmts));
            if found.is_none() {
                p.mistake(|p| {
                    p.newline()?;
                    if p.sees_kind(Kind::Indent) {
                        return None;
                    }
                    p.token()?;
                    p.raise_indentation::<()>("expected an indented block")
                });
            }
            found.map(|()| p.node(Form::Other, first))
        })
        .map(|_| ())
    }

    fn decorators(&mut self) {
        self.repeat(|p| {
            p.op("@")?;
            p.named_expression()?;
            p.newline()
        });
    }

    fn class_def(&mut self) -> Option<()> {
        self.decorators();
        let bases = |p: &mut Self| {
            p.name()?;
            p.optional(Self::type_params);
            p.optional(|p| {
                p.op("(")?;
                p.optional(Self::arguments);
                p.op(")")
            });
            Some(())
        };
        self.mistake(|p| {
            let first = p.op("class")?;
            bases(p)?;
            p.attempt(Self::need_colon);
            p.op(":")?;
            p.need_block("class definition", first)
        });
        self.op("class")?;
        bases(self)?;
        self.op(":")?;
        self.block()
    }

    fn function_def(&mut self) -> Option<()> {
        self.decorators();
        self.mistake(Self::invalid_function_def);
        self.op("async");
        self.op("def")?;
        self.name()?;
        self.optional(Self::type_params);
        self.op("(")?;
        self.optional(|p| p.parameters(false));
        self.op(")")?;
        self.optional(Self::returns);
        self.op(":")?;
        self.block()
    }

    fn returns(&mut self) -> Match {
        self.op("->")?;
        self.expression()
    }

    fn invalid_function_def(&mut self) -> Option<()> {
        self.attempt(|p| {
            p.op("async");
            let first = p.op("def")?;
            p.name()?;
            p.optional(Self::type_params);
            p.op("(")?;
            p.optional(|p| p.parameters(false));
            p.op(")")?;
            p.optional(Self::returns);
            p.op(":")?;
            p.need_block("function definition", first)
        });
        self.op("async");
        self.op("def")?;
        self.name()?;
        self.optional(Self::type_params);
        self.force("(")?;
        self.optional(|p| p.parameters(false));
        self.op(")")?;
        self.optional(Self::returns);
        self.force(":")?;
        self.block()
    }

    fn if_stmt(&mut self, word: &str) -> Option<()> {
        self.mistake(|p| {
            let first = p.op(word)?;
            p.named_expression()?;
            p.attempt(Self::need_colon);
            p.op(":")?;
            p.need_block(&format!("'{word}' statement"), first)
        });
        self.op(word)?;
        self.named_expression()?;
        self.op(":")?;
        self.block()?;
        if self.sees(&["elif"]) && self.attempt(|p| p.deeper(|p| p.if_stmt("elif"))).is_some() {
            return Some(());
        }
        self.optional(Self::else_block);
        Some(())
    }

    fn else_block(&mut self) -> Option<()> {
        self.mistake(|p| {
            let first = p.op("else")?;
            p.op(":")?;
            p.attempt(|p| p.need_block("'else' statement", first));
            p.block()?;
            p.op("elif")?;
            p.raise_here::<()>("'elif' block follows an 'else' block")
        });
        self.op("else")?;
        self.force(":")?;
        self.block()
    }

    fn while_stmt(&mut self) -> Option<()> {
        self.mistake(|p| {
            let first = p.op("while")?;
            p.named_expression()?;
            p.attempt(Self::need_colon);
            p.op(":")?;
            p.need_block("'while' statement", first)
        });
        self.op("while")?;
        self.named_expression()?;
        self.op(":")?;
        self.block()?;
        self.optional(Self::else_block);
        Some(())
    }

    fn for_stmt(&mut self) -> Option<()> {
        self.mistake(|p| {
            p.op("async");
            let first = p.op("for")?;
            p.star_targets()?;
            p.op("in")?;
            p.star_expressions()?;
            p.attempt(Self::need_colon);
            p.op(":")?;
            p.need_block("'for' statement", first)
        });
        let mut committed = false;
        let found = self.attempt(|p| {
            p.op("async");
            p.op("for")?;
            p.star_targets()?;
            p.op("in")?;
            committed = true;
            p.star_expressions()?;
            p.op(":")?;
            p.block()?;
            p.optional(Self::else_block);
            Some(())
        });
        if !committed {
            self.mistake(Self::invalid_for_target);
        }
        found
    }

    fn with_stmt(&mut self) -> Option<()> {
        self.mistake(|p| {
            p.attempt(|p| {
                let first = p.with_head(false)?;
                p.op(":")?;
                p.need_block("'with' statement", first)
            });
            let first = p.with_head(true)?;
            p.op(":")?;
            p.need_block("'with' statement", first)
        });
        self.attempt(|p| {
            p.op("async");
            p.op("with")?;
            p.op("(")?;
            p.separated(Self::with_item)?;
            p.op(",");
            p.op(")")?;
            p.op(":")?;
            p.block()
        })
        .or_else(|| {
            self.attempt(|p| {
                p.op("async");
                p.op("with")?;
                p.separated(Self::with_item)?;
                p.op(":")?;
                p.block()
            })
        })
        .or_else(|| {
            self.mistake(|p| {
                p.attempt(|p| {
                    p.with_head(false)?;
                    p.need_colon()
                });
                p.with_head(true)?;
                p.need_colon()
            });
            None
        })
    }

    /// A `with` header up to its colon, read loosely; the index of `with`.
    fn with_head(&mut self, parenthesised: bool) -> Option<usize> {
        self.op("async");
        let first = self.op("with")?;
        let item = |p: &mut Self| {
            if parenthesised {
                p.expressions()?;
            } else {
                p.expression()?;
            }
            p.optional(|p| {
                p.op("as")?;
                p.star_target()
            });
            Some(())
        };
        if parenthesised {
            self.op("(")?;
        }
        self.separated(item)?;
        if parenthesised {
            self.op(",");
            self.op(")")?;
        }
        Some(first)
    }

    fn with_item(&mut self) -> Option<()> {
        if let Some(found) = self.attempt(|p| {
            p.expression()?;
            p.op("as")?;
            p.star_target()?;
            p.ahead(|p| p.any(&[",", ")", ":"]))
        }) {
            return Some(found);
        }
        self.mistake(|p| {
            p.expression()?;
            p.op("as")?;
            let target = p.expression()?;
            p.ahead(|p| p.any(&[",", ")", ":"]))?;
            p.raise_invalid_target::<()>(target, TargetUse::Assign)
        });
        self.expression().map(|_| ())
    }

    fn try_stmt(&mut self) -> Option<()> {
        self.mistake(Self::invalid_try);
        self.op("try")?;
        self.force(":")?;
        self.block()?;
        if self.attempt(Self::finally_block).is_some() {
            return Some(());
        }
        if self.repeat(Self::except_block).is_empty() && self.repeat(Self::except_star_block).is_empty() {
            return None;
        }
        self.optional(Self::else_block);
        self.optional(Self::finally_block);
        Some(())
    }

    fn invalid_try(&mut self) -> Option<()> {
        const BOTH: &str = "cannot have both 'except' and 'except*' on the same 'try'";
        let first = self.op("try")?;
        self.op(":")?;
        self.attempt(|p| p.need_block("'try' statement", first));
        let after_colon = self.mark;
        self.attempt(|p| {
            p.block()?;
            p.lacks(&["except", "finally"])?;
            p.token()?;
            p.raise_here::<()>("expected 'except' or 'finally' block")
        });
        self.mark = after_colon;
        self.attempt(|p| {
            p.repeat(Self::block);
            if p.repeat(Self::except_block).is_empty() {
                return None;
            }
            let except = p.op("except")?;
            let star = p.op("*")?;
            p.expression()?;
            p.optional(Self::as_name);
            p.op(":")?;
            p.raise_tokens::<()>(except, star, BOTH)
        });
        self.attempt(|p| {
            p.repeat(Self::block);
            if p.repeat(Self::except_star_block).is_empty() {
                return None;
            }
            let except = p.op("except")?;
            p.optional(|p| {
                p.expression()?;
                p.optional(Self::as_name);
                Some(())
            });
            p.op(":")?;
            p.raise_token(except, BOTH)
        })
    }

    fn as_name(&mut self) -> Match {
        self.op("as")?;
        self.name()
    }

    fn except_block(&mut self) -> Option<()> {
        self.mistake(|p| {
            let first = p.op("except")?;
            p.optional(|p| {
                p.expression()?;
                p.optional(Self::as_name);
                Some(())
            });
            p.op(":")?;
            p.need_block("'except' statement", first)
        });
        let found = self.attempt(|p| {
            p.op("except")?;
            p.exception_types(true)?;
            p.op(":")?;
            p.block()
        });
        if found.is_none() {
            self.mistake(|p| p.invalid_except(false));
        }
        found
    }

    fn except_star_block(&mut self) -> Option<()> {
        self.mistake(|p| {
            let first = p.op("except")?;
            p.op("*")?;
            p.expression()?;
            p.optional(Self::as_name);
            p.op(":")?;
            p.need_block("'except*' statement", first)
        });
        let found = self.attempt(|p| {
            p.op("except")?;
            p.op("*")?;
            p.exception_types(false)?;
            p.op(":")?;
            p.block()
        });
        if found.is_none() {
            self.mistake(|p| p.invalid_except(true));
        }
        found
    }

    fn exception_types(&mut self, optional: bool) -> Option<()> {
        if optional && self.sees(&[":"]) {
            return Some(());
        }
        self.attempt(|p| {
            p.expression()?;
            p.optional(Self::as_name);
            p.ahead(|p| p.op(":"))
        })
        .or_else(|| self.expressions().map(|_| ()))
    }

    fn invalid_except(&mut self, star: bool) -> Option<()> {
        self.op("except")?;
        if star {
            self.op("*")?;
        }
        self.attempt(|p| {
            let first = p.expression()?;
            p.op(",")?;
            p.expressions()?;
            p.as_name()?;
            p.op(":")?;
            p.raise_from::<()>(first.first, "multiple exception types must be parenthesized when using 'as'")
        });
        self.attempt(|p| {
            p.expression()?;
            p.optional(Self::as_name);
            p.need_colon()
        });
        if star {
            self.attempt(|p| {
                if p.op(":").is_none() {
                    p.newline()?;
                }
                p.raise_here::<()>("expected one or more exception types")
            });
        } else {
            self.attempt(Self::need_colon);
        }
        self.expression()?;
        self.op("as")?;
        let target = self.expression()?;
        self.op(":")?;
        self.block()?;
        let word = if star { "except*" } else { "except" };
        let name = target.form.name();
        self.raise_node(target, format!("cannot use {word} statement with {name}"))
    }

    fn finally_block(&mut self) -> Option<()> {
        self.mistake(|p| {
            let first = p.op("finally")?;
            p.op(":")?;
            p.need_block("'finally' statement", first)
        });
        self.op("finally")?;
        self.force(":")?;
        self.block()
    }

    fn match_stmt(&mut self) -> Option<()> {
        let found = self.attempt(|p| {
            p.soft("match")?;
            p.subject()?;
            p.op(":")?;
            p.newline()?;
            p.kind(Kind::Indent)?;
            if p.repeat(Self::case_block).is_empty() {
                return None;
            }
            p.kind(Kind::Dedent).map(|_| ())
        });
        if found.is_none() {
            self.mistake(|p| {
                let first = p.soft("match")?;
                p.subject()?;
                p.attempt(Self::need_colon);
                p.op(":")?;
                p.need_block("'match' statement", first)
            });
        }
        found
    }

    fn subject(&mut self) -> Option<()> {
        self.attempt(|p| {
            p.star_named_expression()?;
            p.op(",")?;
            p.optional(Self::star_named_expressions);
            Some(())
        })
        .or_else(|| self.named_expression().map(|_| ()))
    }

    fn case_block(&mut self) -> Option<()> {
        let head = |p: &mut Self| {
            let first = p.soft("case")?;
            p.patterns()?;
            p.optional(|p| {
                p.op("if")?;
                p.named_expression()
            });
            Some(first)
        };
        self.mistake(|p| {
            let first = head(p)?;
            p.attempt(Self::need_colon);
            p.op(":")?;
            p.need_block("'case' statement", first)
        });
        head(self)?;
        self.op(":")?;
        self.block()
    }
}
