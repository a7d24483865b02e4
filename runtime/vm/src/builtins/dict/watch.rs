//! Watched dicts: somebody is told when the value of a key changes.
//!
//! Compiled code takes the values of globals for constants; it registers the keys it relies on here.
//! An unwatched dict pays one test of a null pointer per store.

use std::cell::{Cell, RefCell};

use super::Dict;
use crate::object::value::Value;
use crate::thread::Thread;

/// What is called when a watched key changes; `token` is what was registered with it.
pub type Callback = fn(&Thread, token: u64);

/// The watched keys of one dict.
pub struct Watch {
    keys: RefCell<Vec<(u64, Callback, u64)>>,
}

/// A dict's watch record, or none.
pub struct WatchCell(Cell<Option<Box<Watch>>>);

impl WatchCell {
    pub const fn none() -> WatchCell {
        WatchCell(Cell::new(None))
    }

    #[inline(always)]
    pub fn is_watching(&self) -> bool {
        // SAFETY: only the discriminant is read.
        unsafe { (*self.0.as_ptr()).is_some() }
    }
}

/// Calls `callback` once when the value under the key (an interned name) changes or goes.
pub fn add(dict: &Dict, key: Value, callback: Callback, token: u64) {
    let watch = dict.watch.0.take().unwrap_or_else(|| Box::new(Watch { keys: RefCell::new(Vec::new()) }));
    watch.keys.borrow_mut().push((key.bits(), callback, token));
    dict.watch.0.set(Some(watch));
}

/// The value of a key changed.
#[cold]
pub fn changed(t: &Thread, dict: &Dict, key: Value) {
    fire(t, dict, |watched| watched == key.bits());
}

/// All values went.
#[cold]
pub fn cleared(t: &Thread, dict: &Dict) {
    fire(t, dict, |_| true);
}

fn fire(t: &Thread, dict: &Dict, is_hit: impl Fn(u64) -> bool) {
    let Some(watch) = dict.watch.0.take() else { return };
    let mut hits = Vec::new();
    watch.keys.borrow_mut().retain(|&(key, callback, token)| {
        let hit = is_hit(key);
        if hit {
            hits.push((callback, token));
        }
        !hit
    });
    if !watch.keys.borrow().is_empty() {
        dict.watch.0.set(Some(watch));
    }
    for (callback, token) in hits {
        callback(t, token);
    }
}
