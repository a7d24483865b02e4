//! What units take for granted, watched: globals by their dict, classes and functions by their version.

use taipan_abi::unit::Invariant;

use super::unit::Unit;
use crate::builtins::dict::{Dict, watch};
use crate::object::types::Type;
use crate::object::value::Value;
use crate::thread::Thread;

/// Watches all a new unit takes for granted.
///
/// # Safety
/// The words of the invariants are alive and hold now.
pub unsafe fn watch_all(t: &Thread, unit: *const Unit, invariants: &[Invariant]) {
    let tiering = &t.interp().tiering;
    tiering.register(unit, invariants);
    for invariant in invariants {
        // SAFETY: as promised.
        unsafe {
            match *invariant {
                Invariant::GlobalValue { dict, name, absent_from, .. } => {
                    for dict in [dict, absent_from].into_iter().filter(|&d| d != 0) {
                        let token = tiering.watch_token(unit);
                        watch::add(&*(dict as *const Dict), Value::from_bits(name), global_changed, token);
                    }
                }
                Invariant::TypeVersion { class, .. } => (*(class as *const Type)).watched.set(true),
                Invariant::FunctionVersion { .. } => {}
            }
        }
    }
}

fn global_changed(t: &Thread, token: u64) {
    if let Some(unit) = t.interp().tiering.take_watcher(token) {
        cut_off(t, &[unit]);
    }
}

/// A class got another version.
#[cold]
pub fn class_changed(t: &Thread, class: &Type) {
    class.watched.set(false);
    cut_off(t, &t.interp().tiering.take_class(class as *const Type as u64));
}

/// A function got other code or defaults.
#[cold]
pub fn function_changed(t: &Thread, function: u64) {
    cut_off(t, &t.interp().tiering.take_function(function));
}

/// Cuts units off. What runs nowhere gives up what it refers to at once: the program may have let go of it. Its code is
/// freed with the next compilation.
pub fn cut_off(t: &Thread, units: &[*const Unit]) {
    let tiering = &t.interp().tiering;
    let mut constants = Vec::new();
    for &unit in units {
        // SAFETY: units are forgotten by the registry before they are freed, and nothing is freed in this loop.
        let unit = unsafe { &*unit };
        if unit.is_valid() {
            unit.invalidate(tiering.first_count(false));
            tiering.stats.invalidated.set(tiering.stats.invalidated.get() + 1);
        }
        if !unit.is_running(t) {
            constants.push(unit.take_constants());
        }
    }
    // From here on units may go: what is dropped may own the code they belong to.
    drop(constants);
}
