//! f-strings and t-strings.

use super::Generator;
use super::display::STACK_GUIDELINE;
use crate::ast::{self, ConversionFlag, Expr, FStringPart, InterpolatedElement, InterpolatedStringElement};
use crate::constant::str_constant;
use crate::fault::Result;
use crate::literal::{push_interpolated, push_string};
use crate::name::Sym;
use crate::position::Loc;
use ruff_text_size::{Ranged, TextRange, TextSize};
use std::borrow::Cow;
use taipan_abi::code::Text;
use taipan_abi::opcodes::Op;

/// A part of a formatted string.
pub(super) enum Piece<'a> {
    Literal(Vec<u8>, Loc),
    Field(Field<'a>),
}

/// A replacement field.
pub(super) struct Field<'a> {
    pub value: &'a Expr,
    pub conversion: Conversion,
    pub spec: Spec<'a>,
    pub loc: Loc,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Conversion {
    None = 0,
    Str = 1,
    Repr = 2,
    Ascii = 3,
}

pub(super) enum Spec<'a> {
    None,
    /// Given by a `%` format, without a place in the source.
    Text(String),
    Pieces(Vec<Piece<'a>>, Loc),
}

impl<'a> Generator<'a, '_> {
    pub(super) fn fstring(&mut self, node: &'a ast::ExprFString, loc: Loc) -> Result {
        let mut pieces = Vec::new();
        for part in node.value.as_slice() {
            match part {
                FStringPart::Literal(literal) => {
                    let mut text = Vec::new();
                    push_string(self.setting.text, literal, &mut text);
                    let loc = self.loc(literal.range());
                    push_literal(&mut pieces, text, loc);
                }
                FStringPart::FString(fstring) => {
                    let is_raw = fstring.flags.prefix().is_raw();
                    self.elements(&fstring.elements, is_raw, true, &mut pieces);
                }
            }
        }
        drop_empty(&mut pieces);
        self.joined(pieces, loc)
    }

    /// The pieces of an f-string's or format spec's elements; neighbouring literals are merged.
    fn elements(
        &self,
        elements: &'a [InterpolatedStringElement],
        is_raw: bool,
        in_fstring: bool,
        pieces: &mut Vec<Piece<'a>>,
    ) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(literal) => {
                    let mut text = Vec::new();
                    push_interpolated(self.setting.text, literal, is_raw, &mut text);
                    push_literal(pieces, text, self.loc(literal.range()));
                }
                InterpolatedStringElement::Interpolation(element) => {
                    let (debug, field) = self.field(element, is_raw, in_fstring);
                    if let Some((text, loc)) = debug {
                        push_literal(pieces, text, loc);
                    }
                    pieces.push(Piece::Field(field));
                }
            }
        }
    }

    #[allow(clippy::type_complexity)]
    fn field(
        &self,
        element: &'a InterpolatedElement,
        is_raw: bool,
        in_fstring: bool,
    ) -> (Option<(Vec<u8>, Loc)>, Field<'a>) {
        let loc = self.loc(element.range());
        let mut conversion = match element.conversion {
            ConversionFlag::None => Conversion::None,
            ConversionFlag::Str => Conversion::Str,
            ConversionFlag::Repr => Conversion::Repr,
            ConversionFlag::Ascii => Conversion::Ascii,
        };
        let mut spec = Spec::None;
        let mut has_spec = false;
        if let Some(format) = &element.format_spec {
            // The spec begins at its colon.
            let start = format.range().start() - TextSize::new(1);
            let range = TextRange::new(start, format.range().end());
            let spec_loc = self.loc(range);
            has_spec = true;
            let mut pieces = Vec::new();
            self.elements(&format.elements, is_raw, in_fstring, &mut pieces);
            drop_empty(&mut pieces);
            spec = Spec::Pieces(pieces, spec_loc);
        }
        let debug = element.debug_text.as_ref().map(|debug| {
            let start = element.range().start() + TextSize::new(1);
            let end = start + TextSize::of(debug.as_str());
            let debug_loc = self.loc(TextRange::new(start, end));
            let shown = without_comments(debug.as_str());
            (shown.into_owned().into_bytes(), debug_loc)
        });
        if debug.is_some() && conversion == Conversion::None && !has_spec {
            conversion = Conversion::Repr;
        }
        let field = Field { value: &element.expression, conversion, spec, loc };
        (debug, field)
    }

    /// Builds a string of pieces.
    pub(super) fn joined(&mut self, pieces: Vec<Piece<'a>>, loc: Loc) -> Result {
        let count = pieces.len();
        if count > STACK_GUIDELINE {
            self.load_str(loc, Sym::EMPTY);
            self.name_op(loc, Op::LOAD_ATTR, Sym::JOIN, 1, 1);
            self.op_arg(loc, Op::BUILD_LIST, 0);
            for piece in pieces {
                self.piece(piece)?;
                self.op_arg(loc, Op::LIST_APPEND, 1);
            }
            self.op_arg(loc, Op::CALL, 1);
            return Ok(());
        }
        for piece in pieces {
            self.piece(piece)?;
        }
        match count {
            0 => self.load_str(loc, Sym::EMPTY),
            1 => {}
            _ => self.op_arg(loc, Op::BUILD_STRING, count as u32),
        }
        Ok(())
    }

    fn piece(&mut self, piece: Piece<'a>) -> Result {
        match piece {
            Piece::Literal(text, loc) => {
                self.load_const(loc, str_constant(Text::from_wtf8(&text)));
                Ok(())
            }
            Piece::Field(field) => {
                self.expr(field.value)?;
                if field.conversion != Conversion::None {
                    self.op_arg(field.loc, Op::CONVERT_VALUE, field.conversion as u32);
                }
                let op = if self.spec(field.spec)? { Op::FORMAT_WITH_SPEC } else { Op::FORMAT_SIMPLE };
                self.op(field.loc, op);
                Ok(())
            }
        }
    }

    fn spec(&mut self, spec: Spec<'a>) -> Result<bool> {
        match spec {
            Spec::None => return Ok(false),
            Spec::Text(text) => {
                self.load_const(Loc::NONE, str_constant(text.as_str().into()));
            }
            Spec::Pieces(pieces, loc) => self.nested(|g| g.joined(pieces, loc))?,
        }
        Ok(true)
    }

    pub(super) fn tstring(&mut self, node: &'a ast::ExprTString, loc: Loc) -> Result {
        let mut pieces = Vec::new();
        for part in node.value.as_slice() {
            let is_raw = part.flags.prefix().is_raw();
            self.elements(&part.elements, is_raw, false, &mut pieces);
        }
        drop_empty(&mut pieces);
        let sources: Vec<Cow<'_, str>> = node
            .value
            .elements()
            .filter_map(|element| match element {
                InterpolatedStringElement::Interpolation(field) => Some(self.field_source(field)),
                InterpolatedStringElement::Literal(_) => None,
            })
            .collect();

        let mut fields = Vec::new();
        let mut strings = 0;
        let mut after_field = true;
        for piece in pieces {
            match piece {
                Piece::Field(field) => {
                    if after_field {
                        self.load_str(loc, Sym::EMPTY);
                        strings += 1;
                    }
                    after_field = true;
                    fields.push(field);
                }
                Piece::Literal(text, loc) => {
                    self.load_const(loc, str_constant(Text::from_wtf8(&text)));
                    strings += 1;
                    after_field = false;
                }
            }
        }
        if after_field {
            self.load_str(loc, Sym::EMPTY);
            strings += 1;
        }
        self.op_arg(loc, Op::BUILD_TUPLE, strings);
        let count = fields.len() as u32;
        for (field, source) in fields.into_iter().zip(sources) {
            self.expr(field.value)?;
            self.load_const(field.loc, str_constant((&*source).into()));
            let mut arg = 2 | (field.conversion as u32) << 2;
            if self.spec(field.spec)? {
                arg += 1;
            }
            self.op_arg(field.loc, Op::BUILD_INTERPOLATION, arg);
        }
        self.op_arg(loc, Op::BUILD_TUPLE, count);
        self.op(loc, Op::BUILD_TEMPLATE);
        Ok(())
    }

    /// The source text of a field's expression, without `=`, conversion and format.
    fn field_source(&self, element: &InterpolatedElement) -> Cow<'a, str> {
        let text = self.setting.text;
        let start = element.range().start() + TextSize::new(1);
        if let Some(debug) = &element.debug_text {
            let end = start + TextSize::of(debug.as_str());
            let source = &text[TextRange::new(start, end)];
            let end = source.rfind('=').unwrap_or(source.len());
            return without_comments(&source[..end]);
        }
        let after = element.expression.range().end();
        let rest = &text[TextRange::new(after, element.range().end())];
        let length = rest.find(['!', ':', '}']).unwrap_or(0);
        let end = after + TextSize::try_from(length).unwrap_or_default();
        without_comments(&text[TextRange::new(start, end)])
    }
}

/// An expression's source as CPython shows it: comments are left out.
fn without_comments(source: &str) -> Cow<'_, str> {
    if !source.contains('#') {
        return Cow::Borrowed(source);
    }
    let mut shown = String::with_capacity(source.len());
    let mut quote = None;
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                shown.push(c);
                shown.extend(chars.next());
                continue;
            }
            '"' | '\'' if quote.is_none() => quote = Some(c),
            '"' | '\'' if quote == Some(c) => quote = None,
            '#' if quote.is_none() => {
                let comment = chars.as_str().find('\n').unwrap_or(chars.as_str().len());
                chars = chars.as_str()[comment..].chars();
                continue;
            }
            _ => {}
        }
        shown.push(c);
    }
    Cow::Owned(shown)
}

fn push_literal(pieces: &mut Vec<Piece<'_>>, text: Vec<u8>, loc: Loc) {
    if let Some(Piece::Literal(before, before_loc)) = pieces.last_mut() {
        before.extend(text);
        *before_loc = before_loc.to_end_of(loc);
        return;
    }
    pieces.push(Piece::Literal(text, loc));
}

fn drop_empty(pieces: &mut Vec<Piece<'_>>) {
    pieces.retain(|piece| !matches!(piece, Piece::Literal(text, _) if text.is_empty()));
}
