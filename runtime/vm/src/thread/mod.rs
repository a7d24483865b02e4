//! [`Thread`]: the state of one thread of execution, and the way to everything else at run time.
//!
//! Every native function receives the thread; code that cannot (destructors) finds it through
//! [`Thread::current`]. Interpreter-wide state is in [`Interp`].

pub mod interp;
pub mod names;
pub mod raise;
pub mod signals;

use std::cell::{Cell, UnsafeCell};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::interpreter::frame::Frame;
use crate::memory::heap::Heap;
use crate::object::cell::ObjCell;
use crate::object::header::Header;
use crate::object::value::{Obj, Value};

pub use interp::Interp;

/// The proof that an exception is set on the thread. Made by the `raise` functions only.
#[derive(Debug)]
#[must_use]
pub struct Raised(());

/// What runtime functions return: a value, or an exception set on the thread.
pub type PyResult<T = Obj> = Result<T, Raised>;

/// Bits of the eval breaker, tested at loop back-edges and function entries.
pub mod breaker {
    /// A collection is due.
    pub const COLLECT: u32 = 1;
    /// A signal arrived.
    pub const SIGNAL: u32 = 2;
    /// Another thread wants the interpreter.
    pub const SWITCH: u32 = 4;
}

/// One entry of the stack of handled exceptions: what `sys.exception()` sees. Generators bring
/// their own entry, so that what they handle is theirs.
pub struct Handled {
    pub exception: ObjCell,
    pub previous: Cell<*const Handled>,
}

impl Handled {
    pub const fn new() -> Handled {
        Handled { exception: ObjCell::empty(), previous: Cell::new(std::ptr::null()) }
    }
}

impl Default for Handled {
    fn default() -> Handled {
        Handled::new()
    }
}

/// How tier 0 goes on in a frame that compiled code was left in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resumption {
    /// With the instruction the frame is at.
    Instruction,
    /// An exception was raised there.
    Raised,
    /// An exception was raised again there; its traceback has the frame already.
    Reraised,
}

/// What a helper has to say besides its result, until compiled code asks for it. In between compiled code may
/// destroy what it holds, no more; whoever does that for it keeps this as it is.
#[derive(Clone, Default)]
pub struct Aside {
    /// What the last attribute helper found is to be called with the object.
    pub method_unbound: Cell<bool>,
    /// The receiver of the last `send` returned.
    pub send_returned: Cell<bool>,
    /// The last `raise` raised the handled exception again: its traceback has the raising frame already.
    pub raised_again: Cell<bool>,
}

impl Aside {
    fn restore(&self, saved: &Aside) {
        self.method_unbound.set(saved.method_unbound.get());
        self.send_returned.set(saved.send_returned.get());
        self.raised_again.set(saved.raised_again.get());
    }
}

/// How many objects can wait for destruction before the list's memory is given back.
const DESTROY_LIST_KEEP: usize = 1024;

#[repr(C)]
pub struct Thread {
    /// See [`breaker`]; other threads and signal handlers set bits.
    pub breaker: AtomicU32,
    /// Counts down with every Python frame entered, from [`RECURSION_LIMIT`]. Another limit does not change it, for compiled
    /// code has it in registers: see `recursion_floor`.
    pub recursion_left: Cell<i32>,
    /// The innermost frame.
    pub frame: Cell<*mut Frame>,
    /// A word whose last reference an instruction gives up: on its way to the handler that destroys it.
    pub dying: Cell<Value>,
    /// The end of the VM stack that frames are pushed on.
    pub stack_end: Cell<*mut u8>,
    /// Native stack addresses below this are out of bounds.
    pub native_limit: Cell<usize>,
    /// Where the next frame goes.
    pub stack_base: Cell<*mut u8>,
    /// Guards that may still hold before one is made to fail, and what that begins with again.
    pub stress_exits_left: Cell<u32>,
    pub stress_exits: Cell<u32>,
    /// Further results of the last helper, owned, until compiled code takes them. See [`Thread::kept`].
    pub results: [Cell<Value>; 2],
    /// Where `recursion_left` is no more than this, no frame is entered.
    pub recursion_floor: Cell<i32>,
    /// The raised exception that travels up, if any.
    pub exception: ObjCell,
    pub handled: Cell<*const Handled>,
    pub handled_base: Handled,
    pub heap: Heap,
    /// What a generator that was resumed through its `next` slot returned.
    pub stop_value: ObjCell,
    pub destroy_depth: Cell<u32>,
    destroy_list: UnsafeCell<Vec<NonNull<Header>>>,
    /// Objects being repr'ed, for `[...]`.
    pub repr_stack: UnsafeCell<Vec<u64>>,
    /// Collect at every so many allocations (0: never): a stress option.
    pub stress_collect: Cell<u32>,
    stress_left: Cell<u32>,
    interp: &'static Interp,
    /// How tier 0 goes on in a frame that compiled code was left in.
    pub resumption: Cell<Resumption>,
    /// Second results of helpers that compiled code called.
    pub aside: Aside,
}

thread_local! {
    static CURRENT: Cell<*const Thread> = const { Cell::new(std::ptr::null()) };
}

/// The recursion limit to begin with.
pub const RECURSION_LIMIT: i32 = 1000;

/// Bytes of the VM stack, mapped lazily.
const VM_STACK_BYTES: usize = 256 << 20;
/// Room behind the end of the VM stack: compiled code writes the head and the arguments of a frame before it is known
/// whether the frame has room.
const CALLEE_SLACK: usize = 1 << 20;
/// Native stack kept free for leaf calls below the limit check.
const NATIVE_RESERVE: usize = 256 << 10;

impl Thread {
    /// Makes the calling OS thread a Python thread. `native_stack` is how many bytes of native
    /// stack it has below the caller.
    pub fn attach(interp: &'static Interp, native_stack: usize) -> &'static Thread {
        let here = 0u8;
        let stack = map_lazily(VM_STACK_BYTES);
        let thread: &'static Thread = Box::leak(Box::new(Thread {
            breaker: AtomicU32::new(0),
            recursion_left: Cell::new(RECURSION_LIMIT),
            recursion_floor: Cell::new(0),
            frame: Cell::new(std::ptr::null_mut()),
            dying: Cell::new(Value::NULL),
            stack_end: Cell::new(stack.wrapping_add(VM_STACK_BYTES - CALLEE_SLACK)),
            native_limit: Cell::new(
                (&raw const here as usize).saturating_sub(native_stack.saturating_sub(NATIVE_RESERVE)),
            ),
            stack_base: Cell::new(stack),
            stress_exits_left: Cell::new(interp.config.stress_exits),
            stress_exits: Cell::new(interp.config.stress_exits),
            results: [Cell::new(Value::NULL), Cell::new(Value::NULL)],
            exception: ObjCell::empty(),
            handled: Cell::new(std::ptr::null()),
            handled_base: Handled::new(),
            heap: Heap::new(),
            stop_value: ObjCell::empty(),
            destroy_depth: Cell::new(0),
            destroy_list: UnsafeCell::new(Vec::new()),
            repr_stack: UnsafeCell::new(Vec::new()),
            stress_collect: Cell::new(0),
            stress_left: Cell::new(0),
            interp,
            resumption: Cell::new(Resumption::Instruction),
            aside: Aside::default(),
        }));
        thread.handled.set(&thread.handled_base);
        CURRENT.set(thread);
        thread
    }

    /// Runs what may overwrite what helpers left for compiled code.
    pub fn kept(&self, run: impl FnOnce()) {
        let (aside, results) = (self.aside.clone(), self.results.clone());
        run();
        self.aside.restore(&aside);
        for (place, word) in self.results.iter().zip(results) {
            place.set(word.get());
        }
    }

    /// The calling thread's state.
    #[inline(always)]
    pub fn current() -> &'static Thread {
        let thread = CURRENT.get();
        debug_assert!(!thread.is_null(), "not a Python thread");
        // SAFETY: set by `attach` to a leaked Thread before any object exists on this OS thread.
        unsafe { &*thread }
    }

    /// The calling thread's state, if it is a Python thread.
    pub fn try_current() -> Option<&'static Thread> {
        // SAFETY: as in `current`.
        unsafe { CURRENT.get().as_ref() }
    }

    #[inline(always)]
    pub fn interp(&self) -> &'static Interp {
        self.interp
    }

    /// Whether native code may go one call deeper.
    #[inline(always)]
    pub fn has_native_stack(&self) -> bool {
        let here = 0u8;
        (&raw const here as usize) > self.native_limit.get()
    }

    /// Whether the recursion limit lets another Python frame be entered.
    #[inline(always)]
    pub fn may_recurse(&self) -> bool {
        self.recursion_left.get() > self.recursion_floor.get()
    }

    /// Python frames that are entered.
    pub fn recursion_depth(&self) -> i32 {
        RECURSION_LIMIT - self.recursion_left.get()
    }

    pub fn recursion_limit(&self) -> i32 {
        RECURSION_LIMIT - self.recursion_floor.get()
    }

    pub fn set_recursion_limit(&self, limit: i32) {
        self.recursion_floor.set(RECURSION_LIMIT - limit);
    }

    /// Notes one allocation, for the collector's trigger and the stress option.
    #[inline(always)]
    pub fn count_allocation(&self) {
        if self.stress_collect.get() != 0 || self.heap.collection_due.get() {
            self.allocation_slow();
        }
    }

    #[cold]
    fn allocation_slow(&self) {
        if self.heap.collection_due.get() && self.interp.gc.enabled.get() {
            self.request(breaker::COLLECT);
        }
        let every = self.stress_collect.get();
        if every != 0 {
            let left = self.stress_left.get();
            if left <= 1 {
                self.stress_left.set(every);
                self.request(breaker::COLLECT);
            } else {
                self.stress_left.set(left - 1);
            }
        }
    }

    /// Asks the thread to act at its next check.
    pub fn request(&self, bits: u32) {
        self.breaker.fetch_or(bits, Ordering::Relaxed);
    }

    /// Puts a destruction off to the outermost one.
    pub(crate) fn destroy_later(&self, object: NonNull<Header>) {
        // SAFETY: no borrow of the list outlives these two methods.
        unsafe { &mut *self.destroy_list.get() }.push(object);
    }

    pub(crate) fn next_to_destroy(&self) -> Option<NonNull<Header>> {
        // SAFETY: as above.
        let list = unsafe { &mut *self.destroy_list.get() };
        let next = list.pop();
        if next.is_none() && list.capacity() > DESTROY_LIST_KEEP {
            *list = Vec::new();
        }
        next
    }
}

/// Reserves address space that takes memory only where it is touched.
fn map_lazily(bytes: usize) -> *mut u8 {
    // SAFETY: an anonymous private mapping with no address asked for.
    let at = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            bytes,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    if at == libc::MAP_FAILED {
        eprintln!("taipan: cannot reserve the VM stack");
        std::process::exit(1);
    }
    at.cast()
}
