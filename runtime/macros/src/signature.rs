//! Text signatures: `($self, x, /, *args, key=None)` parsed into parameters.

use syn::{Error, Result, spanned::Spanned};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    PositionalOnly,
    Either,
    KeywordOnly,
    VarArgs,
    VarKeywords,
}

#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: String,
    pub kind: Kind,
    pub default: Option<String>,
}

/// Parses the text of a signature; a leading `$self`, `$cls`, `$type` or `$module` is dropped.
pub fn parse(text: &str, at: &impl Spanned) -> Result<Vec<Parameter>> {
    let error = |message: &str| Error::new(at.span(), format!("signature {text:?}: {message}"));
    let inner =
        text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).ok_or_else(|| error("is not in parentheses"))?;
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut keyword_only = false;
    // `sub[, start[, end]]`: what stands in brackets is optional.
    let flat = inner.replace("[, ", ", ?").replace(']', "");
    for part in split(if inner.contains("[, ") { &flat } else { inner }) {
        let part = part.trim();
        let optional = part.starts_with('?');
        let part = part.trim_start_matches('?');
        if part.is_empty() || part.starts_with('$') {
            continue;
        }
        if part == "/" {
            for parameter in &mut parameters {
                parameter.kind = Kind::PositionalOnly;
            }
            continue;
        }
        if part == "*" {
            keyword_only = true;
            continue;
        }
        if let Some(name) = part.strip_prefix("**") {
            parameters.push(Parameter { name: name.into(), kind: Kind::VarKeywords, default: None });
            continue;
        }
        if let Some(name) = part.strip_prefix('*') {
            keyword_only = true;
            parameters.push(Parameter { name: name.into(), kind: Kind::VarArgs, default: None });
            continue;
        }
        let (name, default) = match part.split_once('=') {
            Some((name, default)) => (name.trim(), Some(default.trim().to_string())),
            None => (part, optional.then(|| "None".to_string())),
        };
        let kind = if keyword_only { Kind::KeywordOnly } else { Kind::Either };
        parameters.push(Parameter { name: name.into(), kind, default });
    }
    Ok(parameters)
}

/// Splits at commas outside quotes and brackets.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0);
    let mut quote = None;
    for (i, c) in text.char_indices() {
        match (quote, c) {
            (Some(q), _) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                parts.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}
