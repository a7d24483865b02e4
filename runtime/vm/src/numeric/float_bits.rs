//! Taking an f64 apart into integers and putting one together with correct rounding.
//! Everything that must round exactly once (big int to float, true division, hex floats) ends in
//! [`compose`].

/// Splits a finite float into `(mantissa, exponent)` with `|value| = mantissa * 2^exponent`.
/// The mantissa is below 2^53; it is not reduced.
#[inline]
pub fn decompose(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let field = ((bits >> 52) & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    if field == 0 { (fraction, -1074) } else { (fraction | 1 << 52, field - 1075) }
}

/// The float nearest to `mantissa * 2^exponent` (ties to even), or `None` on overflow.
///
/// `sticky` says that a non-zero part below the lowest mantissa bit was cut off; then the
/// mantissa must have at least 55 significant bits for the result to be exact.
pub fn compose(mantissa: u64, sticky: bool, exponent: i64) -> Option<f64> {
    if mantissa == 0 {
        return Some(0.0);
    }
    let zeros = mantissa.leading_zeros();
    let m = mantissa << zeros;
    let top = exponent.saturating_sub(i64::from(zeros)).saturating_add(63);
    if top > 1023 {
        return None;
    }
    if top < -1075 {
        return Some(0.0);
    }
    let normal = top >= -1022;
    let keep = if normal { 53 } else { (1075 + top) as u32 };
    let (q, rest) = match keep {
        0 => (0, m),
        k => (m >> (64 - k), m << k),
    };
    const HALF: u64 = 1 << 63;
    let up = rest > HALF || rest == HALF && (sticky || q & 1 == 1);
    let q = q + u64::from(up);
    // A carry out of the mantissa moves into the exponent field by itself.
    let bits = if normal { (((top + 1023) as u64) << 52) + (q - (1 << 52)) } else { q };
    let value = f64::from_bits(bits);
    value.is_finite().then_some(value)
}
