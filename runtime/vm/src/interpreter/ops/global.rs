//! Globals and builtins, with a cache on the key tables' versions.
//!
//! Cache of `LOAD_GLOBAL`: `a` = version of the globals' keys | version of the builtins' keys << 32 (0 where the
//! globals have the name), `b` = the entry's index.

use super::super::dispatch::{attempt, fail, handler, next};
use super::super::frame::{Frame, drop_word};
use super::name_at;
use crate::builtins::dict::Dict;
use crate::builtins::str::{self, Str};
use crate::exceptions as exc;
use crate::object::types::NativeType;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Raised, Thread};

/// The value of an entry if the key table still has the version.
#[inline(always)]
unsafe fn cached(dict: *const Dict, version: u32, entry: usize) -> Option<Value> {
    // SAFETY: a table of this version has the entry, live.
    unsafe {
        let table = (*dict).table_ptr();
        if table.is_null() || (*table).keys_version != version {
            return None;
        }
        Some((*(*table).entry(entry)).value)
    }
}

handler! {
    fn load_global(t, pc, sp, fp) {
        let cache = &*pc.add(1);
        let (globals_version, builtins_version) = (cache.a as u32, (cache.a >> 32) as u32);
        if globals_version != 0 {
            let entry = cache.b as usize;
            let found = if builtins_version == 0 {
                cached((*fp).globals, globals_version, entry)
            } else {
                let table = (*(*fp).globals).table_ptr();
                if !table.is_null() && (*table).keys_version == globals_version {
                    cached((*fp).builtins, builtins_version, entry)
                } else {
                    None
                }
            };
            if let Some(value) = found {
                *sp = value.incref();
                *sp.add(1) = Value::NULL;
                next!(t, pc, sp.add(1 + ((*pc).b & 1) as usize), fp, 2);
            }
        }
        load_global_uncached(t, pc, sp, fp)
    }
}

handler! {
    #[inline(never)]
    fn load_global_uncached(t, pc, sp, fp) {
        (*fp).pc = pc;
        let value = attempt!(load_slow(t, fp, (*pc).b as usize >> 1, pc.add(1) as *mut [u64; 2]), t, pc, sp, fp);
        *sp = value.into_raw();
        *sp.add(1) = Value::NULL;
        next!(t, pc, sp.add(1 + ((*pc).b & 1) as usize), fp, 2)
    }
}

#[inline(never)]
unsafe fn load_slow(t: &Thread, fp: *mut Frame, index: usize, cache: *mut [u64; 2]) -> PyResult {
    // SAFETY: a live frame's globals and builtins are alive; the cache belongs to the instruction.
    unsafe {
        let (globals, builtins) = (&*(*fp).globals, &*(*fp).builtins);
        let name = name_at(fp, index);
        let Some(text) = name.exact::<Str>() else { return Err(t.system_error("a name is not a str")) };
        if globals.borrowed().is_exact::<Dict>() && builtins.borrowed().is_exact::<Dict>() {
            if let Some(entry) = globals.entry_of(text) {
                *cache = [globals.keys_version(t) as u64, entry as u64];
            } else if let Some(entry) = builtins.entry_of(text) {
                let globals_version = globals.keys_version(t);
                if globals_version != 0 {
                    *cache = [globals_version as u64 | (builtins.keys_version(t) as u64) << 32, entry as u64];
                }
            }
        }
        global_or_builtin(t, globals, builtins, name)
    }
}

/// A name looked up in globals, then builtins.
#[inline(never)]
pub fn global_or_builtin(t: &Thread, globals: &Dict, builtins: &Dict, name: &Obj) -> PyResult {
    if let Some(value) = globals.get_str(t, name)? {
        return Ok(value);
    }
    if let Some(value) = builtins.get_str(t, name)? {
        return Ok(value);
    }
    Err(undefined(t, name))
}

#[cold]
pub fn undefined(t: &Thread, name: &Obj) -> Raised {
    t.name_error(&exc::NAME_ERROR, name, format!("name '{}' is not defined", str::lossy(name)))
}

handler! {
    fn store_global(t, pc, sp, fp) {
        (*fp).pc = pc;
        let globals = &*(*fp).globals;
        let name = name_at(fp, (*pc).b as usize);
        attempt!(globals.set(t, name, super::peek(sp, 1).clone()), t, pc, sp, fp);
        drop_word(*sp.sub(1));
        next!(t, pc, sp.sub(1), fp, 1)
    }
}

handler! {
    fn delete_global(t, pc, sp, fp) {
        (*fp).pc = pc;
        attempt!(delete(t, &*(*fp).globals, name_at(fp, (*pc).b as usize)), t, pc, sp, fp);
        next!(t, pc, sp, fp, 1)
    }
}

#[inline(never)]
pub(crate) fn delete(t: &Thread, globals: &Dict, name: &Obj) -> PyResult<()> {
    match globals.remove(t, name)? {
        Some(_) => Ok(()),
        None => Err(undefined(t, name)),
    }
}
