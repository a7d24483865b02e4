//! Expressions back to text, for annotations that are stored as strings (PEP 563), and the `repr`
//! of constants.
//!
//! The text is what CPython makes of the tree (`Python/ast_unparse.c`), not what was written.

use crate::ast::{
    self, CmpOp, ConversionFlag, DictItem, Expr, FStringPart, InterpolatedStringElement, Number, Operator, UnaryOp,
};
use crate::literal::{push_interpolated, push_string, string_value};
use crate::number;
use ruff_text_size::Ranged;
use taipan_abi::code::Constant;

/// How tightly an operator binds; an operand that binds less tightly gets parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Tuple,
    Test,
    Or,
    And,
    Not,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Arithmetic,
    Term,
    Factor,
    Power,
    Await,
    Atom,
}

impl Level {
    fn tighter(self) -> Level {
        use Level::*;
        match self {
            Tuple => Test,
            Test => Or,
            Or => And,
            And => Not,
            Not => Compare,
            Compare => BitOr,
            BitOr => BitXor,
            BitXor => BitAnd,
            BitAnd => Shift,
            Shift => Arithmetic,
            Arithmetic => Term,
            Term => Factor,
            Factor => Power,
            Power => Await,
            Await | Atom => Atom,
        }
    }
}

/// The expression as text (WTF-8).
pub fn unparse(expr: &Expr, source: &str) -> Vec<u8> {
    let mut unparser = Unparser { source, out: Vec::new() };
    unparser.expr(expr, Level::Test);
    unparser.out
}

struct Unparser<'s> {
    source: &'s str,
    out: Vec<u8>,
}

impl Unparser<'_> {
    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn put_if(&mut self, condition: bool, text: &str) {
        if condition {
            self.put(text);
        }
    }

    fn separated<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        for (index, item) in items.iter().enumerate() {
            self.put_if(index > 0, ", ");
            each(self, item);
        }
    }

    fn wrapped(&mut self, parentheses: bool, inner: impl FnOnce(&mut Self)) {
        self.put_if(parentheses, "(");
        inner(self);
        self.put_if(parentheses, ")");
    }

    fn expr(&mut self, expr: &Expr, level: Level) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.expr_inner(expr, level));
    }

    fn expr_inner(&mut self, expr: &Expr, level: Level) {
        match expr {
            Expr::BoolOp(node) => {
                let (op, own) = match node.op {
                    ast::BoolOp::And => (" and ", Level::And),
                    ast::BoolOp::Or => (" or ", Level::Or),
                };
                self.wrapped(level > own, |u| {
                    for (index, value) in node.values.iter().enumerate() {
                        u.put_if(index > 0, op);
                        u.expr(value, own.tighter());
                    }
                });
            }
            Expr::BinOp(node) => self.bin_op(node, level),
            Expr::UnaryOp(node) => {
                let (op, own) = match node.op {
                    UnaryOp::Invert => ("~", Level::Factor),
                    UnaryOp::Not => ("not ", Level::Not),
                    UnaryOp::UAdd => ("+", Level::Factor),
                    UnaryOp::USub => ("-", Level::Factor),
                };
                self.wrapped(level > own, |u| {
                    u.put(op);
                    u.expr(&node.operand, own);
                });
            }
            Expr::Lambda(node) => self.wrapped(level > Level::Test, |u| u.lambda(node)),
            Expr::If(node) => self.wrapped(level > Level::Test, |u| {
                u.expr(&node.body, Level::Or);
                u.put(" if ");
                u.expr(&node.test, Level::Or);
                u.put(" else ");
                u.expr(&node.orelse, Level::Test);
            }),
            Expr::Dict(node) => {
                self.put("{");
                self.separated(&node.items, Unparser::dict_item);
                self.put("}");
            }
            Expr::Set(node) => {
                self.put("{");
                self.separated(&node.elts, |u, elt| u.expr(elt, Level::Test));
                self.put("}");
            }
            Expr::List(node) => {
                self.put("[");
                self.separated(&node.elts, |u, elt| u.expr(elt, Level::Test));
                self.put("]");
            }
            Expr::Tuple(node) => {
                if node.elts.is_empty() {
                    return self.put("()");
                }
                self.wrapped(level > Level::Tuple, |u| {
                    u.separated(&node.elts, |u, elt| u.expr(elt, Level::Test));
                    u.put_if(node.elts.len() == 1, ",");
                });
            }
            Expr::Generator(node) => self.generator(&node.elt, &node.generators),
            Expr::ListComp(node) => {
                self.put("[");
                self.expr(&node.elt, Level::Test);
                self.comprehensions(&node.generators);
                self.put("]");
            }
            Expr::SetComp(node) => {
                self.put("{");
                self.expr(&node.elt, Level::Test);
                self.comprehensions(&node.generators);
                self.put("}");
            }
            Expr::DictComp(node) => {
                self.put("{");
                if let Some(key) = &node.key {
                    self.expr(key, Level::Test);
                    self.put(": ");
                }
                self.expr(&node.value, Level::Test);
                self.comprehensions(&node.generators);
                self.put("}");
            }
            Expr::Yield(node) => match &node.value {
                None => self.put("(yield)"),
                Some(value) => {
                    self.put("(yield ");
                    self.expr(value, Level::Test);
                    self.put(")");
                }
            },
            Expr::YieldFrom(node) => {
                self.put("(yield from ");
                self.expr(&node.value, Level::Test);
                self.put(")");
            }
            Expr::Await(node) => self.wrapped(level > Level::Await, |u| {
                u.put("await ");
                u.expr(&node.value, Level::Atom);
            }),
            Expr::Compare(node) => self.wrapped(level > Level::Compare, |u| {
                u.expr(&node.left, Level::BitOr);
                for (op, right) in node.ops.iter().zip(&node.comparators) {
                    u.put(compare_op(*op));
                    u.expr(right, Level::BitOr);
                }
            }),
            Expr::Call(node) => self.call(node),
            Expr::FString(node) => {
                let body = self.fstring_body(node);
                self.put("f");
                self.out.extend(repr_text(&body).into_bytes());
            }
            Expr::TString(node) => {
                let mut body = Vec::new();
                for part in node.value.as_slice() {
                    let is_raw = part.flags.prefix().is_raw();
                    self.elements(&part.elements, is_raw, &mut body);
                }
                self.put("t");
                self.out.extend(repr_text(&body).into_bytes());
            }
            Expr::Attribute(node) => {
                self.expr(&node.value, Level::Atom);
                let of_int = matches!(
                    &*node.value,
                    Expr::NumberLiteral(number) if matches!(number.value, Number::Int(_))
                );
                self.put(if of_int { " ." } else { "." });
                self.put(node.attr.as_str());
            }
            Expr::Subscript(node) => {
                self.expr(&node.value, Level::Atom);
                self.put("[");
                self.expr(&node.slice, Level::Tuple);
                self.put("]");
            }
            Expr::Starred(node) => {
                self.put("*");
                self.expr(&node.value, Level::BitOr);
            }
            Expr::Slice(node) => {
                if let Some(lower) = &node.lower {
                    self.expr(lower, Level::Test);
                }
                self.put(":");
                if let Some(upper) = &node.upper {
                    self.expr(upper, Level::Test);
                }
                if let Some(step) = &node.step {
                    self.put(":");
                    self.expr(step, Level::Test);
                }
            }
            Expr::Name(node) => self.put(node.id.as_str()),
            Expr::Named(node) => self.wrapped(level > Level::Tuple, |u| {
                u.expr(&node.target, Level::Atom);
                u.put(" := ");
                u.expr(&node.value, Level::Atom);
            }),
            Expr::StringLiteral(node) => {
                self.put_if(node.value.is_unicode(), "u");
                let value = string_value(self.source, node);
                self.out.extend(repr_text(value.as_wtf8()).into_bytes());
            }
            Expr::BytesLiteral(node) => {
                let bytes: Vec<u8> = node.value.bytes().collect();
                self.put(&repr_bytes(&bytes));
            }
            Expr::NumberLiteral(node) => {
                let constant = match &node.value {
                    Number::Int(_) => number::parse_int(&self.source[node.range()]).unwrap_or(Constant::None),
                    Number::Float(value) => Constant::Float(*value),
                    Number::Complex { real, imag } => Constant::Complex { real: *real, imag: *imag },
                };
                let shown = repr(&constant);
                let evaluable = match constant {
                    Constant::Float(_) | Constant::Complex { .. } => shown.replace("inf", "1e309"),
                    _ => shown,
                };
                self.put(&evaluable);
            }
            Expr::BooleanLiteral(node) => self.put(if node.value { "True" } else { "False" }),
            Expr::NoneLiteral(_) => self.put("None"),
            Expr::EllipsisLiteral(_) => self.put("..."),
            Expr::IpyEscapeCommand(_) => {}
        }
    }

    fn bin_op(&mut self, node: &ast::ExprBinOp, level: Level) {
        let (op, own) = match node.op {
            Operator::Add => (" + ", Level::Arithmetic),
            Operator::Sub => (" - ", Level::Arithmetic),
            Operator::Mult => (" * ", Level::Term),
            Operator::MatMult => (" @ ", Level::Term),
            Operator::Div => (" / ", Level::Term),
            Operator::Mod => (" % ", Level::Term),
            Operator::FloorDiv => (" // ", Level::Term),
            Operator::LShift => (" << ", Level::Shift),
            Operator::RShift => (" >> ", Level::Shift),
            Operator::BitOr => (" | ", Level::BitOr),
            Operator::BitXor => (" ^ ", Level::BitXor),
            Operator::BitAnd => (" & ", Level::BitAnd),
            Operator::Pow => (" ** ", Level::Power),
        };
        let (left, right) = if node.op == Operator::Pow { (own.tighter(), own) } else { (own, own.tighter()) };
        self.wrapped(level > own, |u| {
            u.expr(&node.left, left);
            u.put(op);
            u.expr(&node.right, right);
        });
    }

    fn lambda(&mut self, node: &ast::ExprLambda) {
        let positional =
            node.parameters.as_ref().is_some_and(|params| !params.posonlyargs.is_empty() || !params.args.is_empty());
        self.put(if positional { "lambda " } else { "lambda" });
        if let Some(params) = &node.parameters {
            self.parameters(params);
        }
        self.put(": ");
        self.expr(&node.body, Level::Test);
    }

    fn parameters(&mut self, params: &ast::Parameters) {
        let mut first = true;
        let mut separate = |u: &mut Self| {
            u.put_if(!first, ", ");
            first = false;
        };
        let count = params.posonlyargs.len();
        for (index, param) in crate::scope::positional(params).enumerate() {
            separate(self);
            self.parameter(param);
            self.put_if(count > 0 && index + 1 == count, ", /");
        }
        if params.vararg.is_some() || !params.kwonlyargs.is_empty() {
            separate(self);
            self.put("*");
            if let Some(vararg) = &params.vararg {
                self.put(vararg.name.as_str());
            }
        }
        for param in &params.kwonlyargs {
            separate(self);
            self.parameter(param);
        }
        if let Some(kwarg) = &params.kwarg {
            separate(self);
            self.put("**");
            self.put(kwarg.name.as_str());
        }
    }

    fn parameter(&mut self, param: &ast::ParameterWithDefault) {
        self.put(param.parameter.name.as_str());
        if let Some(default) = &param.default {
            self.put("=");
            self.expr(default, Level::Test);
        }
    }

    fn dict_item(&mut self, item: &DictItem) {
        match &item.key {
            Some(key) => {
                self.expr(key, Level::Test);
                self.put(": ");
                self.expr(&item.value, Level::Test);
            }
            None => {
                self.put("**");
                self.expr(&item.value, Level::BitOr);
            }
        }
    }

    fn generator(&mut self, elt: &Expr, generators: &[ast::Comprehension]) {
        self.put("(");
        self.expr(elt, Level::Test);
        self.comprehensions(generators);
        self.put(")");
    }

    fn comprehensions(&mut self, generators: &[ast::Comprehension]) {
        for generator in generators {
            self.put(if generator.is_async { " async for " } else { " for " });
            self.expr(&generator.target, Level::Tuple);
            self.put(" in ");
            self.expr(&generator.iter, Level::Or);
            for condition in &generator.ifs {
                self.put(" if ");
                self.expr(condition, Level::Or);
            }
        }
    }

    fn call(&mut self, node: &ast::ExprCall) {
        self.expr(&node.func, Level::Atom);
        let arguments = &node.arguments;
        if let ([Expr::Generator(only)], []) = (&*arguments.args, &*arguments.keywords) {
            return self.generator(&only.elt, &only.generators);
        }
        self.put("(");
        self.separated(&arguments.args, |u, arg| u.expr(arg, Level::Test));
        for (index, keyword) in arguments.keywords.iter().enumerate() {
            self.put_if(index > 0 || !arguments.args.is_empty(), ", ");
            match &keyword.arg {
                Some(arg) => {
                    self.put(arg.as_str());
                    self.put("=");
                }
                None => self.put("**"),
            }
            self.expr(&keyword.value, Level::Test);
        }
        self.put(")");
    }

    fn fstring_body(&self, node: &ast::ExprFString) -> Vec<u8> {
        let mut body = Vec::new();
        for part in node.value.as_slice() {
            match part {
                FStringPart::Literal(literal) => {
                    let mut text = Vec::new();
                    push_string(self.source, literal, &mut text);
                    push_escaped(&text, &mut body);
                }
                FStringPart::FString(fstring) => {
                    let is_raw = fstring.flags.prefix().is_raw();
                    self.elements(&fstring.elements, is_raw, &mut body);
                }
            }
        }
        body
    }

    fn elements(&self, elements: &[InterpolatedStringElement], is_raw: bool, body: &mut Vec<u8>) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(literal) => {
                    let mut text = Vec::new();
                    push_interpolated(self.source, literal, is_raw, &mut text);
                    push_escaped(&text, body);
                }
                InterpolatedStringElement::Interpolation(field) => {
                    self.field(field, is_raw, body);
                }
            }
        }
    }

    fn field(&self, field: &ast::InterpolatedElement, is_raw: bool, body: &mut Vec<u8>) {
        if let Some(debug) = &field.debug_text {
            push_escaped(debug.as_str().as_bytes(), body);
        }
        let mut inner = Unparser { source: self.source, out: Vec::new() };
        // A lambda or a tuple needs parentheses here.
        inner.expr(&field.expression, Level::Or);
        body.extend_from_slice(if inner.out.first() == Some(&b'{') { b"{ " } else { b"{" });
        body.extend(inner.out);
        let default = field.debug_text.is_some() && field.format_spec.is_none();
        body.extend_from_slice(match field.conversion {
            ConversionFlag::None if default => b"!r",
            ConversionFlag::None => b"",
            ConversionFlag::Str => b"!s",
            ConversionFlag::Ascii => b"!a",
            ConversionFlag::Repr => b"!r",
        });
        if let Some(spec) = &field.format_spec {
            body.push(b':');
            self.elements(&spec.elements, is_raw, body);
        }
        body.push(b'}');
    }
}

fn push_escaped(text: &[u8], body: &mut Vec<u8>) {
    for &byte in text {
        body.push(byte);
        if matches!(byte, b'{' | b'}') {
            body.push(byte);
        }
    }
}

fn compare_op(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => " == ",
        CmpOp::NotEq => " != ",
        CmpOp::Lt => " < ",
        CmpOp::LtE => " <= ",
        CmpOp::Gt => " > ",
        CmpOp::GtE => " >= ",
        CmpOp::Is => " is ",
        CmpOp::IsNot => " is not ",
        CmpOp::In => " in ",
        CmpOp::NotIn => " not in ",
    }
}

/// Python's `repr` of a constant.
pub fn repr(constant: &Constant) -> String {
    match constant {
        Constant::None => "None".to_owned(),
        Constant::False => "False".to_owned(),
        Constant::True => "True".to_owned(),
        Constant::Ellipsis => "Ellipsis".to_owned(),
        Constant::Int(value) => value.to_string(),
        Constant::BigInt { .. } => match number::Number::of(constant).and_then(|n| n.as_int()) {
            Some(value) => value.to_string(),
            None => String::new(),
        },
        Constant::Float(value) => repr_float(*value),
        Constant::Complex { real, imag } => {
            let number = |value: f64| {
                let shown = repr_float(value);
                shown.strip_suffix(".0").map_or(shown.clone(), str::to_owned)
            };
            if *real == 0.0 && real.is_sign_positive() {
                format!("{}j", number(*imag))
            } else {
                let sign = if imag.is_sign_negative() { "" } else { "+" };
                format!("({}{sign}{}j)", number(*real), number(*imag))
            }
        }
        Constant::Str { text, .. } => repr_text(text.as_wtf8()),
        Constant::Bytes(bytes) => repr_bytes(bytes),
        Constant::Tuple(items) => {
            let shown: Vec<String> = items.iter().map(repr).collect();
            match &shown[..] {
                [single] => format!("({single},)"),
                _ => format!("({})", shown.join(", ")),
            }
        }
        Constant::FrozenSet(items) => {
            let shown: Vec<String> = items.iter().map(repr).collect();
            format!("frozenset({{{}}})", shown.join(", "))
        }
        Constant::Slice(parts) => {
            let shown: Vec<String> = parts.iter().map(repr).collect();
            format!("slice({})", shown.join(", "))
        }
        Constant::Code(_) => "<code object>".to_owned(),
    }
}

/// The shortest text that gives the float back, as Python writes it.
fn repr_float(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let plain = format!("{value}");
        if plain.contains('.') { plain } else { format!("{plain}.0") }
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{mantissa}e{sign}{:02}", exponent.abs())
    }
}

fn quote_for(has_single: bool, has_double: bool) -> char {
    if has_single && !has_double { '"' } else { '\'' }
}

fn repr_bytes(bytes: &[u8]) -> String {
    let quote = quote_for(bytes.contains(&b'\''), bytes.contains(&b'"'));
    let mut out = format!("b{quote}");
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ if char::from(byte) == quote => {
                out.push('\\');
                out.push(quote);
            }
            b' '..=b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push(quote);
    out
}

/// The `repr` of a string, given as WTF-8.
pub fn repr_text(text: &[u8]) -> String {
    let quote = quote_for(text.contains(&b'\''), text.contains(&b'"'));
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    let mut rest = text;
    while !rest.is_empty() {
        // A lone surrogate's three bytes are not UTF-8, and come out of the chunks one by one.
        if let [0xED, high @ 0xA0..=0xBF, low, after @ ..] = rest {
            let code = 0xD000 | u32::from(high & 0x3F) << 6 | u32::from(low & 0x3F);
            out.push_str(&format!("\\u{code:04x}"));
            rest = after;
            continue;
        }
        let Some(chunk) = rest.utf8_chunks().next() else { break };
        for c in chunk.valid().chars() {
            push_repr_char(c, quote, &mut out);
        }
        rest = &rest[chunk.valid().len()..];
        if !matches!(rest, [0xED, 0xA0..=0xBF, _, ..])
            && let Some((byte, after)) = rest.split_first()
        {
            out.push_str(&format!("\\x{byte:02x}"));
            rest = after;
        }
    }
    out.push(quote);
    out
}

fn push_repr_char(c: char, quote: char, out: &mut String) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ if c == quote => {
            out.push('\\');
            out.push(c);
        }
        ' '..='~' => out.push(c),
        '\0'..='\x1f' | '\x7f'..='\u{a0}' | '\u{ad}' => {
            out.push_str(&format!("\\x{:02x}", c as u32));
        }
        _ if is_printable(c) => out.push(c),
        _ if (c as u32) < 0x10000 => out.push_str(&format!("\\u{:04x}", c as u32)),
        _ => out.push_str(&format!("\\U{:08x}", c as u32)),
    }
}

/// Approximates Unicode's separators, formats and private uses, which `repr` escapes.
fn is_printable(c: char) -> bool {
    !matches!(
        c as u32,
        0x1680
            | 0x2000..=0x200F
            | 0x2028..=0x202F
            | 0x205F..=0x206F
            | 0x3000
            | 0xD800..=0xF8FF
            | 0xFEFF
            | 0xFFF0..=0xFFFB
            | 0xFFFE..=0xFFFF
            | 0xE0000..=0x10FFFF
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_floats_as_python_does() {
        for (value, shown) in [
            (1.0, "1.0"),
            (1e16, "1e+16"),
            (1.5e-7, "1.5e-07"),
            (0.0001, "0.0001"),
            (123456789012345.0, "123456789012345.0"),
            (-0.0, "-0.0"),
        ] {
            assert_eq!(repr_float(value), shown);
        }
    }

    #[test]
    fn quotes_strings() {
        assert_eq!(repr_text("it's".as_bytes()), "\"it's\"");
        assert_eq!(repr_text("a\"'\n".as_bytes()), "'a\"\\'\\n'");
        assert_eq!(repr_bytes(b"\x00a"), "b'\\x00a'");
        assert_eq!(repr_text(b"a\xED\xA0\x80\xED\xBF\xBF\xC3\xA9"), "'a\\ud800\\udfffé'");
    }
}
