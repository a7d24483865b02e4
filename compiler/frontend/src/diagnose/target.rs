//! Grammar of assignment and deletion targets.

use super::parser::{Form, Match, Node, Parser, Rule};

/// What an expression was read for, when it turns out not to be a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetUse {
    Assign,
    Delete,
    For,
}

impl Parser<'_, '_> {
    pub fn star_targets(&mut self) -> Match {
        let first = self.mark;
        let items = self.separated(Self::star_target)?;
        let comma = self.op(",").is_some();
        match &items[..] {
            [one] if !comma => Some(*one),
            _ => Some(self.node_of(Form::Tuple, first, &items)),
        }
    }

    pub fn star_target(&mut self) -> Match {
        self.memo(Rule::StarTarget, |p| {
            let first = p.mark;
            if p.op("*").is_some() {
                p.lacks(&["*"])?;
                let inner = p.deeper(Self::star_target)?;
                return Some(p.node_of(Form::Starred, first, &[inner]));
            }
            p.target_with_star_atom()
        })
    }

    fn target_with_star_atom(&mut self) -> Match {
        self.memo(Rule::TargetWithStarAtom, |p| {
            p.attempt(Self::member_target).or_else(|| p.deeper(|p| p.attempt(Self::star_atom)))
        })
    }

    /// An attribute or subscript that nothing else follows.
    fn member_target(&mut self) -> Match {
        let primary = self.target_primary()?;
        let form = if self.op(".").is_some() {
            self.name()?;
            Form::Attribute
        } else {
            self.op("[")?;
            self.slices()?;
            self.op("]")?;
            Form::Subscript
        };
        self.lacks(&["(", "[", "."])?;
        Some(self.node(form, primary.first))
    }

    /// A primary that a further trailer follows.
    fn target_primary(&mut self) -> Match {
        self.memo(Rule::TargetPrimary, |p| {
            let continues = |p: &mut Self| p.ahead(|p| p.any(&["(", "[", "."]));
            let mut value = p.atom()?;
            continues(p)?;
            while let Some(form) = p.attempt(|p| {
                let form = p.trailer()?;
                continues(p)?;
                Some(form)
            }) {
                value = p.node(form, value.first);
            }
            Some(value)
        })
    }

    fn star_atom(&mut self) -> Match {
        if let Some(name) = self.name() {
            return Some(name);
        }
        let first = self.mark;
        if let Some(inner) = self.attempt(|p| {
            p.op("(")?;
            let inner = p.target_with_star_atom()?;
            p.op(")")?;
            Some(inner)
        }) {
            return Some(inner);
        }
        if let Some(tuple) = self.attempt(|p| {
            p.op("(")?;
            p.optional(|p| {
                let items = p.separated(Self::star_target)?;
                let comma = p.op(",").is_some();
                (comma || items.len() > 1).then_some(())
            });
            p.op(")")?;
            Some(p.node(Form::Tuple, first))
        }) {
            return Some(tuple);
        }
        self.op("[")?;
        self.optional(|p| {
            p.separated(Self::star_target)?;
            p.op(",");
            Some(())
        });
        self.op("]")?;
        Some(self.node(Form::List, first))
    }

    pub fn single_target(&mut self) -> Match {
        self.attempt(Self::member_target)
            .or_else(|| self.name())
            .or_else(|| self.attempt(Self::parenthesised_single_target))
    }

    pub fn parenthesised_single_target(&mut self) -> Match {
        self.op("(")?;
        let inner = self.deeper(Self::single_target)?;
        self.op(")")?;
        Some(inner)
    }

    pub fn single_member_target(&mut self) -> Match {
        self.attempt(Self::member_target)
    }

    pub fn del_targets(&mut self) -> Option<()> {
        self.separated(Self::del_target)?;
        self.op(",");
        Some(())
    }

    fn del_target(&mut self) -> Match {
        self.memo(Rule::DelTarget, |p| {
            if let Some(member) = p.attempt(Self::member_target) {
                return Some(member);
            }
            let first = p.mark;
            if let Some(name) = p.name() {
                return Some(name);
            }
            let close = if p.op("(").is_some() {
                ")"
            } else {
                p.op("[")?;
                "]"
            };
            p.optional(|p| p.deeper(Self::del_targets));
            p.op(close)?;
            Some(p.node(Form::Tuple, first))
        })
    }

    /// The part of an expression that cannot be a target.
    fn invalid_target(&self, node: Node, used: TargetUse) -> Match {
        match node.form {
            Form::List | Form::Tuple => self.parts(node).into_iter().find_map(|part| self.invalid_target(part, used)),
            Form::Starred if used != TargetUse::Delete => {
                self.parts(node).first().and_then(|&value| self.invalid_target(value, used))
            }
            Form::Membership if used == TargetUse::For => {
                self.parts(node).first().and_then(|&left| self.invalid_target(left, used))
            }
            Form::Comparison if used == TargetUse::For => None,
            Form::Name | Form::Subscript | Form::Attribute => None,
            _ => Some(node),
        }
    }

    pub fn raise_invalid_target<T>(&mut self, node: Node, used: TargetUse) -> Option<T> {
        let target = self.invalid_target(node, used)?;
        let name = target.form.name();
        let verb = match used {
            TargetUse::Delete => "delete",
            TargetUse::Assign | TargetUse::For => "assign to",
        };
        self.raise_node(target, format!("cannot {verb} {name}"))
    }

    pub fn invalid_for_target(&mut self) -> Option<()> {
        self.op("async");
        self.op("for")?;
        let target = self.star_expressions()?;
        self.raise_invalid_target(target, TargetUse::For)
    }
}
