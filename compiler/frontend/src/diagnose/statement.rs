//! Grammar of simple statements.

use super::parser::{Form, Match, Parser, Rule};
use super::target::TargetUse;
use super::token::Kind;

const AUGMENTED: [&str; 13] = ["+=", "-=", "*=", "@=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "**=", "//="];

impl Parser<'_, '_> {
    pub fn file(&mut self) -> Option<()> {
        self.repeat(Self::statement);
        self.kind(Kind::EndMarker).map(|_| ())
    }

    pub fn single(&mut self) -> Option<()> {
        if self.newline().is_some() {
            return Some(());
        }
        self.attempt(|p| {
            p.compound_stmt()?;
            p.newline().map(|_| ())
        })
        .or_else(|| self.attempt(Self::simple_stmts))
    }

    pub fn eval(&mut self) -> Option<()> {
        self.expressions()?;
        self.repeat(Self::newline);
        self.kind(Kind::EndMarker).map(|_| ())
    }

    pub fn statement(&mut self) -> Option<()> {
        self.deeper(|p| p.attempt(Self::compound_stmt).or_else(|| p.attempt(Self::simple_stmts)))
    }

    pub fn simple_stmts(&mut self) -> Option<()> {
        loop {
            self.simple_stmt()?;
            if self.op(";").is_none() {
                break;
            }
            if self.newline().is_some() {
                return Some(());
            }
        }
        self.newline().map(|_| ())
    }

    pub fn simple_stmt(&mut self) -> Match {
        self.memo(Rule::SimpleStmt, |p| {
            let first = p.mark;
            if p.attempt(Self::assignment).is_none() && p.attempt(Self::other_simple).is_none() {
                return None;
            }
            Some(p.node(Form::Other, first))
        })
    }

    fn other_simple(&mut self) -> Option<()> {
        if self.attempt(Self::type_alias).is_some() {
            return Some(());
        }
        if self.sees(&["import", "from"]) {
            return self.import_stmt();
        }
        if self.attempt(Self::star_expressions).is_some() {
            return Some(());
        }
        let first = self.token()?;
        match first.text {
            "return" => {
                self.op("return")?;
                self.optional(Self::star_expressions);
                Some(())
            }
            "raise" => {
                self.op("raise")?;
                self.optional(|p| {
                    p.expression()?;
                    p.optional(|p| {
                        p.op("from")?;
                        p.expression()
                    });
                    Some(())
                });
                Some(())
            }
            "pass" | "break" | "continue" => self.any(&["pass", "break", "continue"]).map(|_| ()),
            "del" => self.del_stmt(),
            "yield" => self.yield_expr().map(|_| ()),
            "assert" => {
                self.op("assert")?;
                self.expression()?;
                self.optional(|p| {
                    p.op(",")?;
                    p.expression()
                });
                Some(())
            }
            "global" | "nonlocal" => {
                self.any(&["global", "nonlocal"])?;
                self.separated(Self::name).map(|_| ())
            }
            _ => None,
        }
    }

    pub fn annotated_rhs(&mut self) -> Match {
        self.attempt(Self::yield_expr).or_else(|| self.attempt(Self::star_expressions))
    }

    fn assignment(&mut self) -> Option<()> {
        let value = |p: &mut Self| {
            p.optional(|p| {
                p.op("=")?;
                p.annotated_rhs()
            });
            Some(())
        };
        if let Some(done) = self.attempt(|p| {
            p.name()?;
            p.op(":")?;
            p.expression()?;
            value(p)
        }) {
            return Some(done);
        }
        if let Some(done) = self.attempt(|p| {
            p.attempt(Self::parenthesised_single_target).or_else(|| p.single_member_target())?;
            p.op(":")?;
            p.expression()?;
            value(p)
        }) {
            return Some(done);
        }
        if let Some(done) = self.attempt(|p| {
            if p.repeat(Self::target_and_equals).is_empty() {
                return None;
            }
            p.annotated_rhs()?;
            p.lacks(&["="])
        }) {
            return Some(done);
        }
        let mut committed = false;
        if let Some(done) = self.attempt(|p| {
            p.single_target()?;
            p.any(&AUGMENTED)?;
            committed = true;
            p.annotated_rhs().map(|_| ())
        }) {
            return Some(done);
        }
        if !committed {
            self.mistake(Self::invalid_assignment);
        }
        None
    }

    fn target_and_equals(&mut self) -> Option<()> {
        self.star_targets()?;
        self.op("=").map(|_| ())
    }

    fn invalid_assignment(&mut self) -> Option<()> {
        self.attempt(|p| {
            let target = p.invalid_annotation_target()?;
            p.op(":")?;
            p.expression()?;
            let name = target.form.name();
            p.raise_node::<()>(target, format!("only single target (not {name}) can be annotated"))
        });
        self.attempt(|p| {
            let first = p.star_named_expression()?;
            p.op(",")?;
            p.repeat(Self::star_named_expressions);
            p.op(":")?;
            p.expression()?;
            p.raise_node::<()>(first, "only single target (not tuple) can be annotated")
        });
        self.attempt(|p| {
            let target = p.expression()?;
            p.op(":")?;
            p.expression()?;
            p.raise_node::<()>(target, "illegal target for annotation")
        });
        self.attempt(|p| {
            p.repeat(Self::target_and_equals);
            let target = p.star_expressions()?;
            p.op("=")?;
            p.raise_invalid_target::<()>(target, TargetUse::Assign)
        });
        self.attempt(|p| {
            p.repeat(Self::target_and_equals);
            let target = p.yield_expr()?;
            p.op("=")?;
            p.raise_node::<()>(target, "assignment to yield expression not possible")
        });
        self.attempt(|p| {
            let target = p.star_expressions()?;
            p.any(&AUGMENTED)?;
            p.annotated_rhs()?;
            let name = target.form.name();
            p.raise_node(target, format!("'{name}' is an illegal expression for augmented assignment"))
        })
    }

    fn invalid_annotation_target(&mut self) -> Match {
        self.attempt(Self::list).or_else(|| self.attempt(Self::tuple)).or_else(|| {
            self.attempt(|p| {
                p.op("(")?;
                let inner = p.deeper(Self::invalid_annotation_target)?;
                p.op(")")?;
                Some(inner)
            })
        })
    }

    fn del_stmt(&mut self) -> Option<()> {
        let done = self.attempt(|p| {
            p.op("del")?;
            p.del_targets()?;
            p.ahead(|p| {
                if p.op(";").is_some() {
                    return Some(());
                }
                p.newline().map(|_| ())
            })
        });
        if done.is_none() {
            self.mistake(|p| {
                p.op("del")?;
                let target = p.star_expressions()?;
                p.raise_invalid_target::<()>(target, TargetUse::Delete)
            });
        }
        done
    }

    fn type_alias(&mut self) -> Option<()> {
        self.soft("type")?;
        self.name()?;
        self.optional(Self::type_params);
        self.op("=")?;
        self.expression().map(|_| ())
    }

    fn import_stmt(&mut self) -> Option<()> {
        self.memo(Rule::Import, |p| {
            let first = p.mark;
            p.mistake(Self::invalid_import);
            p.attempt(|p| {
                p.op("import")?;
                p.separated(Self::dotted_as_name).map(|_| ())
            })
            .or_else(|| p.attempt(Self::import_from))?;
            Some(p.node(Form::Other, first))
        })
        .map(|_| ())
    }

    fn invalid_import(&mut self) -> Option<()> {
        self.attempt(|p| {
            let first = p.op("import")?;
            p.separated(Self::dotted_name)?;
            p.op("from")?;
            p.dotted_name()?;
            p.raise_from::<()>(first, "Did you mean to use 'from ... import ...' instead?")
        });
        self.op("import")?;
        let newline = self.newline()?;
        self.raise_from(newline, "Expected one or more names after 'import'")
    }

    fn dotted_name(&mut self) -> Option<()> {
        self.name()?;
        self.repeat(|p| {
            p.op(".")?;
            p.name()
        });
        Some(())
    }

    fn dotted_as_name(&mut self) -> Option<()> {
        self.mistake(|p| {
            p.dotted_name()?;
            p.invalid_alias()
        });
        self.dotted_name()?;
        self.optional(Self::alias);
        Some(())
    }

    fn alias(&mut self) -> Match {
        self.op("as")?;
        self.name()
    }

    fn invalid_alias(&mut self) -> Option<()> {
        self.op("as")?;
        self.not_ahead(|p| {
            p.name()?;
            if p.any(&[",", ")", ";"]).is_some() {
                return Some(());
            }
            p.newline().map(|_| ())
        })?;
        let alias = self.expression()?;
        let name = alias.form.name();
        self.raise_node(alias, format!("cannot use {name} as import target"))
    }

    fn import_from(&mut self) -> Option<()> {
        self.op("from")?;
        let dots = self.repeat(|p| p.any(&[".", "..."]));
        if self.attempt(Self::dotted_name).is_none() && dots.is_empty() {
            return None;
        }
        self.op("import")?;
        self.import_from_targets()
    }

    fn import_from_targets(&mut self) -> Option<()> {
        let found = self
            .attempt(|p| {
                p.op("(")?;
                p.separated(Self::import_from_name)?;
                p.op(",");
                p.op(")").map(|_| ())
            })
            .or_else(|| {
                self.attempt(|p| {
                    p.separated(Self::import_from_name)?;
                    p.lacks(&[","])
                })
            })
            .or_else(|| self.op("*").map(|_| ()));
        if found.is_none() {
            self.mistake(|p| {
                p.attempt(|p| {
                    p.separated(Self::import_from_name)?;
                    p.op(",")?;
                    p.newline()?;
                    p.raise_here::<()>("trailing comma not allowed without surrounding parentheses")
                });
                let newline = p.newline()?;
                p.raise_from::<()>(newline, "Expected one or more names after 'import'")
            });
        }
        found
    }

    fn import_from_name(&mut self) -> Option<()> {
        self.mistake(|p| {
            p.name()?;
            p.invalid_alias()
        });
        self.name()?;
        self.optional(Self::alias);
        Some(())
    }
}
