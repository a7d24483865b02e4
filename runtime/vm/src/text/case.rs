//! Case mapping: `lower`, `upper`, `title`, `capitalize`, `swapcase`, `casefold`, with mappings
//! to several characters and the final form of capital sigma.
//! Rules: Unicode Standard, 3.13 "Default case algorithms".

use super::properties::{is_case_ignorable, is_cased, is_lower, is_upper};
use super::sink::{TextSink, Unit};
use super::unicode::tables::MAPPED;
use super::unicode::{case_mapping, kind, special_case};

/// Which form a character is mapped to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum CaseForm {
    Upper = 0,
    Lower = 1,
    Title = 2,
    Fold = 3,
}

const CAPITAL_SIGMA: u32 = 0x3a3;
const SMALL_SIGMA: u32 = 0x3c3;
const FINAL_SIGMA: u32 = 0x3c2;

/// Appends the form of one character, without context.
#[inline]
pub fn push_mapped<S: TextSink>(c: u32, form: CaseForm, out: &mut S) {
    if kind(c).flags() & MAPPED == 0 {
        out.push(c);
        return;
    }
    match case_mapping(c).0[form as usize] {
        i32::MAX => out.push_str(special_case(c, form as u8).unwrap_or_default()),
        distance => out.push(c.wrapping_add_signed(distance)),
    }
}

/// The form of one character where it is one character too (else the character itself).
#[inline]
pub fn simple(c: u32, form: CaseForm) -> u32 {
    match case_mapping(c).0[form as usize] {
        i32::MAX => c,
        distance => c.wrapping_add_signed(distance),
    }
}

/// Maps ASCII in pieces through `f`; false where the text is no ASCII.
fn map_ascii<U: Unit, S: TextSink>(s: &[U], f: fn(&mut [u8]), out: &mut S) -> bool {
    let Some(bytes) = U::as_bytes(s).filter(|b| b.is_ascii()) else {
        return false;
    };
    out.reserve(bytes.len());
    let mut buffer = [0; 128];
    for chunk in bytes.chunks(buffer.len()) {
        let piece = &mut buffer[..chunk.len()];
        piece.copy_from_slice(chunk);
        f(piece);
        out.push_ascii(piece);
    }
    true
}

/// Lower case of the character at `at`, sigma by context.
fn push_lower_at<U: Unit, S: TextSink>(s: &[U], at: usize, out: &mut S) {
    let c = s[at].code();
    if c != CAPITAL_SIGMA {
        return push_mapped(c, CaseForm::Lower, out);
    }
    let seen = |u: &&U| !is_case_ignorable(u.code());
    let cased = |u: &U| is_cased(u.code());
    let last = s[..at].iter().rev().find(seen).is_some_and(cased) && !s[at + 1..].iter().find(seen).is_some_and(cased);
    out.push(if last { FINAL_SIGMA } else { SMALL_SIGMA });
}

/// `str.lower`.
pub fn lower<U: Unit, S: TextSink>(s: &[U], out: &mut S) {
    if map_ascii(s, <[u8]>::make_ascii_lowercase, out) {
        return;
    }
    out.reserve(s.len());
    for at in 0..s.len() {
        push_lower_at(s, at, out);
    }
}

/// `str.upper`.
pub fn upper<U: Unit, S: TextSink>(s: &[U], out: &mut S) {
    if map_ascii(s, <[u8]>::make_ascii_uppercase, out) {
        return;
    }
    out.reserve(s.len());
    for u in s {
        push_mapped(u.code(), CaseForm::Upper, out);
    }
}

/// `str.casefold`.
pub fn casefold<U: Unit, S: TextSink>(s: &[U], out: &mut S) {
    if map_ascii(s, <[u8]>::make_ascii_lowercase, out) {
        return;
    }
    out.reserve(s.len());
    for u in s {
        push_mapped(u.code(), CaseForm::Fold, out);
    }
}

/// `str.swapcase`.
pub fn swapcase<U: Unit, S: TextSink>(s: &[U], out: &mut S) {
    out.reserve(s.len());
    for (at, u) in s.iter().enumerate() {
        let c = u.code();
        if is_upper(c) {
            push_lower_at(s, at, out);
        } else if is_lower(c) {
            push_mapped(c, CaseForm::Upper, out);
        } else {
            out.push(c);
        }
    }
}

/// `str.capitalize`: the first character in title case, the others in lower case.
pub fn capitalize<U: Unit, S: TextSink>(s: &[U], out: &mut S) {
    out.reserve(s.len());
    for (at, u) in s.iter().enumerate() {
        if at == 0 {
            push_mapped(u.code(), CaseForm::Title, out);
        } else {
            push_lower_at(s, at, out);
        }
    }
}

/// `str.title`: title case after uncased characters, lower case after cased ones.
pub fn title<U: Unit, S: TextSink>(s: &[U], out: &mut S) {
    out.reserve(s.len());
    let mut after_cased = false;
    for (at, u) in s.iter().enumerate() {
        let c = u.code();
        if after_cased {
            push_lower_at(s, at, out);
        } else {
            push_mapped(c, CaseForm::Title, out);
        }
        after_cased = is_cased(c);
    }
}
