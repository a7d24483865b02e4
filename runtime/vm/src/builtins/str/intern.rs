//! Interned strings: one object per text, so that names compare by identity.
//!
//! An interned string lives as long as the process. The table and the one-character strings are
//! shared by all threads under the interpreter lock.

use std::cell::UnsafeCell;
use std::ptr::NonNull;

use rustc_hash::FxHashMap;

use super::Str;
use crate::object::value::{Obj, Ref, Value};
use crate::thread::{PyResult, Thread};

/// The interned strings by their text (WTF-8 for those that are not ASCII).
struct Table {
    by_text: UnsafeCell<Option<FxHashMap<Box<[u8]>, Obj>>>,
    latin1: UnsafeCell<[Option<Obj>; 256]>,
    empty: UnsafeCell<Option<Obj>>,
}

// SAFETY: only touched by the thread that holds the interpreter lock.
unsafe impl Sync for Table {}

static TABLE: Table = Table {
    by_text: UnsafeCell::new(None),
    latin1: UnsafeCell::new([const { None }; 256]),
    empty: UnsafeCell::new(None),
};

fn by_text() -> &'static mut FxHashMap<Box<[u8]>, Obj> {
    // SAFETY: used by one thread at a time; no caller keeps the reference.
    unsafe { &mut *TABLE.by_text.get() }.get_or_insert_with(FxHashMap::default)
}

/// Makes the strings of one character and the empty one.
pub fn init(t: &Thread) {
    let make = |points: &[u32]| {
        let max_char = points.first().copied().unwrap_or(0);
        let made = Str::from_points(t, Str::class(), points.iter().copied(), points.len(), max_char);
        made.expect("memory for one-character strings")
    };
    let empty = make(&[]);
    register(&empty);
    // SAFETY: nobody reads before this is done.
    unsafe { *TABLE.empty.get() = Some(empty.into_obj()) };
    for byte in 0..=255u8 {
        let one = make(&[byte as u32]);
        register(&one);
        // SAFETY: as above.
        unsafe { (&mut *TABLE.latin1.get())[byte as usize] = Some(one.into_obj()) };
    }
}

fn register(text: &Ref<Str>) {
    text.hash_value();
    by_text().insert(text.to_wtf8().into(), text.obj().clone());
    text.mark_interned();
}

/// A reference to a string of the table. They are immortal, so it is not counted.
#[inline(always)]
fn shared(text: &Obj) -> Ref<Str> {
    let place = text.value().header().map(NonNull::cast::<Str>);
    // SAFETY: the table holds immortal strings only.
    unsafe { Ref::from_ptr(place.unwrap_unchecked()) }
}

/// The word of the string of one Latin-1 character; immortal, so it need not be counted.
#[inline(always)]
pub fn latin1_word(byte: u8) -> Value {
    // SAFETY: filled by `init`, never changed afterwards.
    unsafe { (&*TABLE.latin1.get())[byte as usize].as_ref() }.map_or(Value::NULL, Obj::value)
}

/// The string of one Latin-1 character.
#[inline]
pub fn latin1(byte: u8) -> Ref<Str> {
    // SAFETY: filled by `init`, never changed afterwards; immortal.
    let one = unsafe { &(&*TABLE.latin1.get())[byte as usize] };
    shared(one.as_ref().expect("one-character strings are made at start-up"))
}

/// The empty string.
#[inline]
pub fn empty() -> Ref<Str> {
    // SAFETY: as in `latin1`.
    let empty = unsafe { &*TABLE.empty.get() };
    shared(empty.as_ref().expect("the empty string is made at start-up"))
}

/// The interned string of a text.
pub fn intern(t: &Thread, text: &str) -> PyResult {
    if let Some(found) = by_text().get(text.as_bytes()) {
        return Ok(found.clone());
    }
    let made = Str::new(t, text)?;
    register(&made);
    Ok(made.into_obj())
}

/// The interned string equal to a given one, which may be that one itself.
pub fn intern_obj(t: &Thread, text: &Str) -> PyResult {
    use crate::object::types::NativeType;
    if text.is_interned() {
        return Ok(text.borrowed().clone());
    }
    if let Some(found) = by_text().get(&*text.to_wtf8()) {
        return Ok(found.clone());
    }
    // A subclass's instance is not a name by itself.
    let made = if text.borrowed().is_exact::<Str>() { text.to_ref() } else { text.copy_as(t, Str::class())? };
    register(&made);
    Ok(made.into_obj())
}

/// Interns a name at start-up.
pub fn intern_immortal(t: &Thread, text: &str) -> Obj {
    intern(t, text).expect("memory for the runtime's names")
}

/// The interned string of a text, if there is one.
pub fn find(text: &Str) -> Option<Obj> {
    by_text().get(&*text.to_wtf8()).cloned()
}
