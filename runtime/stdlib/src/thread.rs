//! `_thread`: locks and identities. Only the main thread runs Python code so far.

use std::cell::Cell;

use taipan_macros::pyclass;
use taipan_vm::call::Args;
use taipan_vm::memory;
use taipan_vm::object::Header;
use taipan_vm::object::types::Type;
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Thread};

/// A lock object is a synchronization primitive.
#[repr(C)]
pub struct Lock {
    head: Header,
    locked: Cell<bool>,
}

impl Lock {
    pub fn new(t: &Thread) -> PyResult<Ref<Lock>> {
        memory::new_object(t, Lock::class(), |head| Lock { head, locked: Cell::new(false) })
    }

    /// With one thread, waiting for a lock that is held would be for ever.
    fn take(&self, t: &Thread, blocking: bool, timeout: f64) -> PyResult<bool> {
        if !self.locked.replace(true) {
            return Ok(true);
        }
        if blocking && timeout < 0.0 {
            return Err(t.runtime_error("deadlock: the only thread waits for a lock it holds"));
        }
        Ok(false)
    }
}

#[pyclass(name = "lock", module = "_thread")]
impl Lock {
    #[pyslot]
    fn __new__(t: &Thread, _class: &Type, args: Args) -> PyResult<Ref<Lock>> {
        args.no_keywords(t, "lock")?;
        args.check_positional(t, "lock", 0, 0)?;
        Lock::new(t)
    }

    #[pymethod(sig = "($self, blocking=True, timeout=-1)")]
    fn acquire(t: &Thread, this: &Lock, blocking: bool, timeout: f64) -> PyResult<bool> {
        this.take(t, blocking, timeout)
    }

    #[pymethod]
    fn release(t: &Thread, this: &Lock) -> PyResult<()> {
        if !this.locked.replace(false) {
            return Err(t.runtime_error("release unlocked lock"));
        }
        Ok(())
    }

    #[pymethod]
    fn locked(_t: &Thread, this: &Lock) -> bool {
        this.locked.get()
    }

    #[pymethod]
    fn __enter__(t: &Thread, this: &Lock) -> PyResult<bool> {
        this.take(t, true, -1.0)
    }

    #[pymethod(sig = "($self, *exc_info)")]
    fn __exit__(_t: &Thread, this: &Lock, _exc_info: &[Obj]) {
        this.locked.set(false);
    }
}

/// A lock that its owner may take again.
#[repr(C)]
pub struct RLock {
    head: Header,
    count: Cell<u64>,
}

#[pyclass(name = "RLock", module = "_thread")]
impl RLock {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<RLock>> {
        memory::new_object(t, class, |head| RLock { head, count: Cell::new(0) })
    }

    #[pymethod(sig = "($self, blocking=True, timeout=-1)")]
    fn acquire(_t: &Thread, this: &RLock, _blocking: bool, _timeout: f64) -> bool {
        this.count.set(this.count.get() + 1);
        true
    }

    #[pymethod]
    fn release(t: &Thread, this: &RLock) -> PyResult<()> {
        match this.count.get() {
            0 => Err(t.runtime_error("cannot release un-acquired lock")),
            n => {
                this.count.set(n - 1);
                Ok(())
            }
        }
    }

    #[pymethod]
    fn locked(_t: &Thread, this: &RLock) -> bool {
        this.count.get() != 0
    }

    #[pymethod]
    fn _is_owned(_t: &Thread, this: &RLock) -> bool {
        this.count.get() != 0
    }

    #[pymethod]
    fn __enter__(_t: &Thread, this: &RLock) -> bool {
        this.count.set(this.count.get() + 1);
        true
    }

    #[pymethod(sig = "($self, *exc_info)")]
    fn __exit__(_t: &Thread, this: &RLock, _exc_info: &[Obj]) {
        this.count.set(this.count.get().saturating_sub(1));
    }
}

#[taipan_macros::pymodule(name = "_thread")]
pub mod module {
    use super::*;
    use taipan_vm::builtins::module::Module;
    use taipan_vm::call::IntoPy;
    use taipan_vm::exceptions as exc;

    /// Return a non-zero integer that uniquely identifies the current thread.
    #[pyfunction]
    fn get_ident(t: &Thread) -> u64 {
        std::ptr::from_ref(t) as u64
    }

    /// Return a non-negative integer identifying the thread as reported by the OS.
    #[pyfunction]
    fn get_native_id() -> i64 {
        // SAFETY: takes no arguments and touches no memory.
        unsafe { libc::syscall(libc::SYS_gettid) }
    }

    /// Create a new lock object.
    #[pyfunction]
    fn allocate_lock(t: &Thread) -> PyResult<Ref<Lock>> {
        Lock::new(t)
    }

    /// Start a new thread and return its identifier.
    #[pyfunction]
    fn start_new_thread(t: &Thread, _args: Args) -> PyResult {
        Err(t.error(&exc::NOT_IMPLEMENTED_ERROR, "not supported yet: threads"))
    }

    #[pyinit]
    fn init(t: &Thread, module: &Module) -> PyResult<()> {
        module.set(t, "LockType", Lock::class().borrowed_obj().clone())?;
        module.set(t, "lock", Lock::class().borrowed_obj().clone())?;
        module.set(t, "RLock", RLock::class().borrowed_obj().clone())?;
        module.set(t, "error", exc::RUNTIME_ERROR.borrowed_obj().clone())?;
        module.set(t, "TIMEOUT_MAX", 9223372036.0f64.into_py(t)?)
    }
}

/// The types of this file.
pub const TYPES: &[fn() -> &'static Type] = &[Lock::class, RLock::class];
