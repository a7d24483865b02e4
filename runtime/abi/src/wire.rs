//! A compact form of data in bytes, for profiles and for what executables say about their native code.
//!
//! Numbers take as many bytes as they need, fields follow each other without names or tags, variants begin with a
//! number. What is read is checked: damaged bytes give None, never a panic, and never more memory than a few times the
//! bytes that are there.

/// Bytes that are read from the front.
pub struct Input<'a> {
    bytes: &'a [u8],
}

impl<'a> Input<'a> {
    pub fn new(bytes: &'a [u8]) -> Input<'a> {
        Input { bytes }
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.bytes.len()
    }

    /// The next so many bytes.
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    /// A length: of things that take at least a byte each.
    fn length(&mut self) -> Option<usize> {
        let length = usize::try_from(u64::get(self)?).ok()?;
        (length <= self.bytes.len()).then_some(length)
    }
}

/// Data with a form in bytes.
pub trait Wire: Sized {
    fn put(&self, out: &mut Vec<u8>);
    /// None: the bytes are damaged.
    fn get(from: &mut Input<'_>) -> Option<Self>;
}

/// A value's bytes.
pub fn bytes_of(value: &impl Wire) -> Vec<u8> {
    let mut out = Vec::new();
    value.put(&mut out);
    out
}

/// The value of bytes that hold it and nothing else.
pub fn value_of<T: Wire>(bytes: &[u8]) -> Option<T> {
    let mut from = Input::new(bytes);
    let value = T::get(&mut from)?;
    from.is_empty().then_some(value)
}

impl Wire for u64 {
    fn put(&self, out: &mut Vec<u8>) {
        let mut rest = *self;
        while rest >= 0x80 {
            out.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        out.push(rest as u8);
    }

    fn get(from: &mut Input<'_>) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = from.take(1)?[0];
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }
}

impl Wire for i64 {
    fn put(&self, out: &mut Vec<u8>) {
        ((*self << 1 ^ *self >> 63) as u64).put(out);
    }

    fn get(from: &mut Input<'_>) -> Option<i64> {
        let value = u64::get(from)?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }
}

macro_rules! small_numbers {
    ($($small:ty as $large:ty),*) => {$(
        impl Wire for $small {
            fn put(&self, out: &mut Vec<u8>) {
                <$large>::from(*self).put(out);
            }

            fn get(from: &mut Input<'_>) -> Option<$small> {
                <$small>::try_from(<$large>::get(from)?).ok()
            }
        }
    )*};
}

small_numbers!(u8 as u64, u16 as u64, u32 as u64, i32 as i64);

impl Wire for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn get(from: &mut Input<'_>) -> Option<bool> {
        match from.take(1)?[0] {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Wire for String {
    fn put(&self, out: &mut Vec<u8>) {
        (self.len() as u64).put(out);
        out.extend_from_slice(self.as_bytes());
    }

    fn get(from: &mut Input<'_>) -> Option<String> {
        let length = from.length()?;
        Some(std::str::from_utf8(from.take(length)?).ok()?.to_owned())
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        (self.len() as u64).put(out);
        self.iter().for_each(|item| item.put(out));
    }

    fn get(from: &mut Input<'_>) -> Option<Vec<T>> {
        let length = from.length()?;
        (0..length).map(|_| T::get(from)).collect()
    }
}

impl<T: Wire> Wire for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn get(from: &mut Input<'_>) -> Option<Option<T>> {
        Some(if bool::get(from)? { Some(T::get(from)?) } else { None })
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }

    fn get(from: &mut Input<'_>) -> Option<(A, B)> {
        Some((A::get(from)?, B::get(from)?))
    }
}

impl<A: Wire, B: Wire, C: Wire> Wire for (A, B, C) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
        self.2.put(out);
    }

    fn get(from: &mut Input<'_>) -> Option<(A, B, C)> {
        Some((A::get(from)?, B::get(from)?, C::get(from)?))
    }
}

/// Structs by their fields, and enums by numbered variants. All fields and variants have to be named.
macro_rules! wire {
    ($(struct $name:ident { $($field:ident),* $(,)? })*) => {$(
        impl Wire for $name {
            fn put(&self, out: &mut Vec<u8>) {
                let $name { $($field),* } = self;
                $($field.put(out);)*
            }

            fn get(from: &mut Input<'_>) -> Option<$name> {
                Some($name { $($field: Wire::get(from)?),* })
            }
        }
    )*};
    ($(enum $name:ident { $($tag:literal = $variant:ident $(($($item:ident),*))? $({ $($field:ident),* })?),* $(,)? })*) => {$(
        impl Wire for $name {
            fn put(&self, out: &mut Vec<u8>) {
                match self {
                    $($name::$variant $(($($item),*))? $({ $($field),* })? => {
                        out.push($tag);
                        $($($item.put(out);)*)?
                        $($($field.put(out);)*)?
                    })*
                }
            }

            fn get(from: &mut Input<'_>) -> Option<$name> {
                Some(match from.take(1)?[0] {
                    $($tag => {
                        $($(let $item = Wire::get(from)?;)*)?
                        $($(let $field = Wire::get(from)?;)*)?
                        $name::$variant $(($($item),*))? $({ $($field),* })?
                    })*
                    _ => return None,
                })
            }
        }
    )*};
}

pub(crate) use wire;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for value in [0, 1, 127, 128, 300, u64::MAX, 1 << 63] {
            assert_eq!(value_of(&bytes_of(&value)), Some(value));
            assert_eq!(value_of(&bytes_of(&(value as i64))), Some(value as i64));
        }
        assert_eq!(bytes_of(&-1i64), [1]);
        assert_eq!(value_of::<u8>(&bytes_of(&300u64)), None);
    }

    #[test]
    fn damage_is_seen() {
        let value: Vec<(String, Option<u32>)> = vec![("a".into(), Some(7)), ("b".into(), None)];
        let bytes = bytes_of(&value);
        assert_eq!(value_of(&bytes), Some(value));
        for length in 0..bytes.len() {
            assert_eq!(value_of::<Vec<(String, Option<u32>)>>(&bytes[..length]), None);
        }
        assert_eq!(value_of::<Vec<u64>>(&[0xFF, 0xFF, 0xFF, 0xFF, 0x7F]), None);
    }
}
