//! Every family of helpers, called as compiled code does: with borrowed words, and with frame records of which
//! only what the contract allows can be read.

mod calls;
mod containers;
mod exceptions;
mod names;
mod operators;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, OnceLock};

use taipan_abi::helpers::Helper;
use taipan_abi::layout;
use taipan_abi::source::{Source, SourceMode};

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::functions::evaluate;
use crate::builtins::str;
use crate::builtins::tuple::Tuple;
use crate::import::frozen::Frozen;
use crate::interpreter::frame::Frame;
use crate::object::protocol;
use crate::object::types::NativeType;
use crate::object::value::{Obj, Ref, Value};
use crate::startup;
use crate::thread::Thread;
use crate::thread::interp::Config;

static FRONTEND: taipan_frontend::Frontend = taipan_frontend::Frontend;

type Job = Box<dyn FnOnce(&'static Thread) + Send>;

const STACK: usize = 64 << 20;

/// Runs a test in the process's one runtime, which lives on a thread of its own.
fn in_runtime(test: impl FnOnce(&'static Thread) + Send + 'static) {
    static RUNTIME: OnceLock<Mutex<Sender<Job>>> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        let (sender, jobs) = channel::<Job>();
        let start = move || {
            let started = startup::start(Config::default(), &FRONTEND, &[], &[], Frozen::empty(), STACK);
            let t = started.expect("the runtime starts");
            jobs.iter().for_each(|job| job(t));
        };
        std::thread::Builder::new().stack_size(STACK).spawn(start).expect("a thread");
        Mutex::new(sender)
    });
    let (report, outcome) = channel();
    let job: Job = Box::new(move |t| {
        let result = catch_unwind(AssertUnwindSafe(|| {
            test(t);
            assert!(!t.exception.is_some(), "an exception was left behind");
        }));
        t.exception.set(None);
        let _ = report.send(result);
    });
    runtime.lock().expect("no test panics here").send(job).expect("the runtime runs");
    if let Err(panic) = outcome.recv().expect("the runtime runs") {
        resume_unwind(panic);
    }
}

/// The globals after running source as a module.
fn module(t: &Thread, source: &str) -> Ref<Dict> {
    let filename = str::intern(t, "<test>").expect("memory");
    let how = evaluate::How {
        filename: &filename,
        mode: SourceMode::Exec,
        future_flags: 0,
        optimize: -1,
        allow_incomplete_input: false,
    };
    let code = evaluate::compile(t, Source::Text(source.as_bytes()), &how).expect("the source compiles");
    let globals = Dict::new(t).expect("memory");
    globals.set_text(t, "__name__", text(t, "test")).expect("memory");
    if let Err(raised) = crate::interpreter::run_code(t, &code, &globals, None) {
        let exception = t.take_exception(raised);
        panic!("the module raised {}", protocol::repr_text(t, &exception));
    }
    globals
}

fn get(t: &Thread, globals: &Dict, name: &str) -> Obj {
    globals.get_text(t, name).expect("a str key").unwrap_or_else(|| panic!("{name} is not set"))
}

/// The value of an expression.
fn eval(t: &Thread, expression: &str) -> Obj {
    get(t, &module(t, &format!("x = {expression}")), "x")
}

fn text(t: &Thread, text: &str) -> Obj {
    str::intern(t, text).expect("memory")
}

fn repr(t: &Thread, object: &Obj) -> String {
    protocol::repr_text(t, object)
}

/// The references to a heap object.
fn count(object: &Obj) -> u32 {
    object.header().expect("a heap object").refcount()
}

/// The result of a helper that must not raise.
#[track_caller]
fn owned(t: &Thread, word: Value) -> Obj {
    if word.is_null() {
        let exception = t.exception.take().expect("NULL without an exception");
        panic!("raised {}", protocol::repr_text(t, &exception));
    }
    // SAFETY: helpers give owned words.
    unsafe { Obj::from_raw(word) }
}

/// The helper raised just this.
#[track_caller]
fn raised(t: &Thread, class: &str, message: &str) -> Obj {
    let exception = t.exception.take().expect("no exception is set");
    let shown = protocol::str_text(t, &exception).expect("a message");
    assert_eq!((exception.type_of().name_text().as_str(), shown.as_str()), (class, message));
    exception
}

/// How an operand is passed.
trait Pass {
    type Word;
    fn pass(&self) -> Self::Word;
}

impl Pass for Obj {
    type Word = Value;
    fn pass(&self) -> Value {
        self.value()
    }
}

impl Pass for &Obj {
    type Word = Value;
    fn pass(&self) -> Value {
        self.value()
    }
}

/// Literals.
impl Pass for i32 {
    type Word = i64;
    fn pass(&self) -> i64 {
        *self as i64
    }
}

macro_rules! passed_as_they_are {
    ($($kind:ty),*) => {$(
        impl Pass for $kind {
            type Word = $kind;
            fn pass(&self) -> $kind {
                *self
            }
        }
    )*};
}

/// What stands for an operand in memory.
trait AsWord {
    fn word(&self) -> Value;
}

impl AsWord for Value {
    fn word(&self) -> Value {
        *self
    }
}

impl AsWord for *mut Frame {
    /// Frames are no operands: what stands in front of them is not looked at.
    fn word(&self) -> Value {
        Value::NULL
    }
}

passed_as_they_are!(Value, i64, f64, usize, *const Value, *mut Frame);

/// Calls a helper as compiled code does.
macro_rules! run {
    ($family:ident::$name:ident($t:expr $(, $operand:expr)*)) => {
        // SAFETY: the operands are alive and of the row's kinds.
        unsafe { crate::native::helpers::$family::$name($t $(, super::Pass::pass(&$operand))*) }
    };
    ($family:ident::$name:ident($t:expr $(, $operand:expr)*; $items:expr)) => {{
        let items: &[Obj] = $items;
        // The fixed operands lie in front of the items.
        let mut row: Vec<Value> = vec![$(super::AsWord::word(&super::Pass::pass(&$operand))),*];
        let fixed = row.len();
        row.extend_from_slice(Obj::as_values(items));
        let first = row[fixed..].as_ptr();
        // SAFETY: as above; the items are borrowed.
        unsafe { crate::native::helpers::$family::$name($t $(, super::Pass::pass(&$operand))*, first, items.len()) }
    }};
}

use run;

/// A compiled frame: what helpers must not read leads nowhere.
struct Compiled {
    record: Box<Frame>,
}

impl Compiled {
    fn new(function: &Obj, namespace: Value) -> Compiled {
        let nowhere = 0x0000_DEAD_0000_usize;
        // Compiled code calls functions only: what has a namespace was entered by tier 0.
        let direct = if namespace.is_null() { layout::frame_flag::DIRECT } else { 0 };
        let record = Frame {
            prev: std::ptr::null_mut(),
            function: function.value(),
            code: nowhere as *const Code,
            pc: nowhere as *const _,
            sp: nowhere as *mut Value,
            globals: nowhere as *const Dict,
            builtins: nowhere as *const Dict,
            locals: namespace,
            object: Value::NULL,
            flags: layout::frame_flag::COMPILED | direct,
            resume: 0,
        };
        Compiled { record: Box::new(record) }
    }

    fn frame(&mut self) -> *mut Frame {
        &raw mut *self.record
    }
}

fn tuple(t: &Thread, items: &[Obj]) -> Obj {
    Tuple::from_slice(t, items).expect("memory").into_obj()
}

fn is<T: NativeType>(object: &Obj) -> bool {
    object.is_exact::<T>()
}

#[test]
fn every_row_has_an_address() {
    let table = super::table();
    assert_eq!(table.len(), Helper::ALL.len());
    for &helper in Helper::ALL {
        assert_ne!(super::address(helper), 0);
        assert_eq!(table[helper as usize], super::address(helper));
    }
}

#[test]
fn helpers_are_called_through_their_address() {
    in_runtime(|t| {
        type Binary = unsafe extern "C" fn(&Thread, Value, Value, i64) -> Value;
        // SAFETY: the row's signature.
        let add = unsafe { std::mem::transmute::<usize, Binary>(super::address(Helper::BinaryOp)) };
        let (a, b) = (Obj::from_i32(40), Obj::from_i32(2));
        // SAFETY: immediates.
        assert!(owned(t, unsafe { add(t, a.value(), b.value(), 0) }).is(&Obj::from_i32(42)));
    });
}

#[test]
fn classes_of_the_abi_have_their_python_names() {
    in_runtime(|_| {
        use taipan_abi::layout::ClassId;
        for &id in ClassId::ALL {
            let name = crate::native::class_of(id).name_text();
            let expected = if id == ClassId::NoneType { "NoneType" } else { id.name() };
            assert_eq!(name, expected);
        }
    });
}
