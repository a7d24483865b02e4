//! Bytes as ASCII text: case, character classes, padding. Plain functions on slices.

/// What `bytes.split()` and `strip()` take for space (C's `isspace`).
#[inline]
pub fn is_space(c: u32) -> bool {
    matches!(c, 9..=13 | 32)
}

macro_rules! all_are {
    ($($(#[$doc:meta])* $name:ident |$b:ident| $test:expr;)*) => {$(
        $(#[$doc])*
        pub fn $name(data: &[u8]) -> bool {
            !data.is_empty() && data.iter().all(|$b| $test)
        }
    )*};
}

all_are! {
    /// `isalnum`.
    all_alnum |b| b.is_ascii_alphanumeric();
    /// `isalpha`.
    all_alpha |b| b.is_ascii_alphabetic();
    /// `isdigit`.
    all_digit |b| b.is_ascii_digit();
    /// `isspace`.
    all_space |b| is_space(u32::from(*b));
}

/// `islower`: some lower case letter and no upper case one.
pub fn is_lower(data: &[u8]) -> bool {
    data.iter().any(u8::is_ascii_lowercase) && !data.iter().any(u8::is_ascii_uppercase)
}

/// `isupper`.
pub fn is_upper(data: &[u8]) -> bool {
    data.iter().any(u8::is_ascii_uppercase) && !data.iter().any(u8::is_ascii_lowercase)
}

/// `istitle`.
pub fn is_title(data: &[u8]) -> bool {
    let (mut seen, mut after_letter) = (false, false);
    for b in data {
        if b.is_ascii_uppercase() == after_letter && b.is_ascii_alphabetic() {
            return false;
        }
        after_letter = b.is_ascii_alphabetic();
        seen |= after_letter;
    }
    seen
}

/// Swaps the case of letters.
pub fn swap_case(data: &mut [u8]) {
    for b in data {
        if b.is_ascii_alphabetic() {
            *b ^= 0x20;
        }
    }
}

/// Lower case with an upper case first byte.
pub fn capitalize(data: &mut [u8]) {
    data.make_ascii_lowercase();
    if let [first, ..] = data {
        first.make_ascii_uppercase();
    }
}

/// Upper case after what is no letter, lower case after letters.
pub fn title(data: &mut [u8]) {
    let mut after_letter = false;
    for b in data {
        if after_letter {
            b.make_ascii_lowercase()
        } else {
            b.make_ascii_uppercase()
        }
        after_letter = b.is_ascii_alphabetic();
    }
}

/// The bytes between runs of a fill byte; None where there is no memory for them.
pub fn padded(data: &[u8], left: usize, right: usize, fill: u8) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    out.try_reserve_exact(left.checked_add(right)?.checked_add(data.len())?).ok()?;
    out.resize(left, fill);
    out.extend_from_slice(data);
    out.resize(left + data.len() + right, fill);
    Some(out)
}

/// `zfill` by `missing` zeros.
pub fn zero_filled(data: &[u8], missing: usize) -> Option<Vec<u8>> {
    let mut out = padded(data, missing, 0, b'0')?;
    if let Some(sign @ (b'+' | b'-')) = data.first().copied()
        && missing > 0
    {
        out[missing] = b'0';
        out[0] = sign;
    }
    Some(out)
}

/// Tabs replaced by spaces up to the next multiple of `size`; None where there is no memory.
pub fn expanded(data: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut column = 0usize;
    for &b in data {
        match b {
            b'\t' => {
                let spaces = if size == 0 { 0 } else { size - column % size };
                column = column.checked_add(spaces)?;
                out.try_reserve(spaces).ok()?;
                out.resize(out.len() + spaces, b' ');
                continue;
            }
            b'\n' | b'\r' => column = 0,
            _ => column += 1,
        }
        out.push(b);
    }
    Some(out)
}
