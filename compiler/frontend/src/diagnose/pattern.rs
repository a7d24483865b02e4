//! Grammar of patterns.

use super::parser::{Form, Match, Parser, Rule};
use super::token::Kind;

impl Parser<'_, '_> {
    pub fn patterns(&mut self) -> Option<()> {
        self.attempt(Self::open_sequence).or_else(|| self.pattern().map(|_| ()))
    }

    fn pattern(&mut self) -> Match {
        let first = self.mark;
        self.deeper(|p| {
            if p.attempt(|p| {
                p.or_pattern()?;
                p.op("as")?;
                p.capture_target()
            })
            .is_none()
            {
                p.mistake(Self::invalid_as);
                p.or_pattern()?;
            }
            Some(p.node(Form::Other, first))
        })
    }

    fn invalid_as(&mut self) -> Option<()> {
        self.or_pattern()?;
        self.op("as")?;
        if let Some(name) = self.soft("_") {
            return self.raise_token(name, "cannot use '_' as a target");
        }
        let target = self.expression()?;
        let name = target.form.name();
        self.raise_node(target, format!("cannot use {name} as pattern target"))
    }

    fn or_pattern(&mut self) -> Option<()> {
        self.closed_pattern()?;
        self.repeat(|p| {
            p.op("|")?;
            p.closed_pattern()
        });
        Some(())
    }

    fn closed_pattern(&mut self) -> Match {
        self.memo(Rule::ClosedPattern, |p| {
            let first = p.mark;
            p.attempt(Self::literal_pattern)
                .or_else(|| p.attempt(Self::capture_target))
                .or_else(|| p.soft("_").map(|_| ()))
                .or_else(|| {
                    p.attempt(|p| {
                        p.attribute()?;
                        p.lacks(&[".", "(", "="])
                    })
                })
                .or_else(|| {
                    p.attempt(|p| {
                        p.op("(")?;
                        p.pattern()?;
                        p.op(")").map(|_| ())
                    })
                })
                .or_else(|| p.attempt(Self::sequence_pattern))
                .or_else(|| p.attempt(Self::mapping_pattern))
                .or_else(|| p.attempt(Self::class_pattern))?;
            Some(p.node(Form::Other, first))
        })
    }

    fn literal_pattern(&mut self) -> Option<()> {
        if self.any(&["None", "True", "False"]).is_some() {
            return Some(());
        }
        if matches!(self.token()?.kind, Kind::String | Kind::Start(_)) {
            return self.primary_strings();
        }
        self.op("-");
        self.kind(Kind::Number)?;
        if self.any(&["+", "-"]).is_some() {
            self.kind(Kind::Number)?;
        }
        Some(())
    }

    fn primary_strings(&mut self) -> Option<()> {
        self.atom().map(|_| ())
    }

    fn capture_target(&mut self) -> Option<()> {
        let name = self.name()?;
        if self.text_of(name) == "_" {
            return None;
        }
        self.lacks(&[".", "(", "="])
    }

    fn attribute(&mut self) -> Option<()> {
        self.name()?;
        let parts = self.repeat(|p| {
            p.op(".")?;
            p.name()
        });
        (!parts.is_empty()).then_some(())
    }

    fn name_or_attribute(&mut self) -> Option<()> {
        self.attempt(Self::attribute).or_else(|| self.name().map(|_| ()))
    }

    fn open_sequence(&mut self) -> Option<()> {
        self.star_or_pattern()?;
        self.op(",")?;
        self.optional(Self::sequence_items);
        Some(())
    }

    fn sequence_items(&mut self) -> Option<()> {
        self.separated(Self::star_or_pattern)?;
        self.op(",");
        Some(())
    }

    fn star_or_pattern(&mut self) -> Option<()> {
        if self.op("*").is_some() {
            if self.soft("_").is_some() {
                return Some(());
            }
            return self.capture_target();
        }
        self.pattern().map(|_| ())
    }

    fn sequence_pattern(&mut self) -> Option<()> {
        if self.op("[").is_some() {
            self.optional(Self::sequence_items);
            return self.op("]").map(|_| ());
        }
        self.op("(")?;
        self.optional(Self::open_sequence);
        self.op(")").map(|_| ())
    }

    fn mapping_pattern(&mut self) -> Option<()> {
        self.op("{")?;
        self.optional(|p| p.separated(Self::key_value_pattern));
        self.op(",");
        if self.op("**").is_some() {
            self.capture_target()?;
            self.op(",");
        }
        self.op("}").map(|_| ())
    }

    fn key_value_pattern(&mut self) -> Option<()> {
        self.attempt(Self::literal_pattern).or_else(|| self.attempt(Self::attribute))?;
        self.op(":")?;
        self.pattern().map(|_| ())
    }

    fn keyword_pattern(&mut self) -> Match {
        self.name()?;
        self.op("=")?;
        self.pattern()
    }

    fn class_pattern(&mut self) -> Option<()> {
        self.name_or_attribute()?;
        self.op("(")?;
        let arguments = self.mark;
        let found = self.attempt(|p| {
            if p.op(")").is_some() {
                return Some(());
            }
            let positional = p.attempt(|p| {
                p.separated(|p| {
                    let pattern = p.pattern()?;
                    p.lacks(&["="])?;
                    Some(pattern)
                })
            });
            if positional.is_none() {
                p.separated(Self::keyword_pattern)?;
            } else {
                p.optional(|p| {
                    p.op(",")?;
                    p.separated(Self::keyword_pattern)
                });
            }
            p.op(",");
            p.op(")").map(|_| ())
        });
        if found.is_none() {
            self.mark = arguments;
            self.mistake(|p| {
                p.optional(|p| {
                    p.separated(Self::pattern)?;
                    p.op(",")
                });
                p.separated(Self::keyword_pattern)?;
                p.op(",")?;
                let late = p.separated(Self::pattern)?;
                p.raise_range::<()>(*late.first()?, *late.last()?, "positional patterns follow keyword patterns")
            });
        }
        found
    }
}
