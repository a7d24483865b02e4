//! [`Interp`]: what the threads of one interpreter share.

use std::cell::{Cell, OnceCell, RefCell, UnsafeCell};
use std::ffi::OsString;

use taipan_abi::source::SourceCompiler;

use crate::builtins::dict::Dict;
use crate::import::frozen::Frozen;
use crate::memory::collector::Collector;
use crate::object::attribute_cache::AttributeCache;
use crate::object::lookup::MethodCache;
use crate::object::shape::Shapes;
use crate::object::value::{Obj, Ref};
use crate::object::weakrefs::WeakTable;
use crate::tiering::Tiering;
use crate::tiering::state::{Companions, Hook};

/// What the interpreter was started with.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// `sys.argv`.
    pub argv: Vec<OsString>,
    /// `sys.orig_argv`.
    pub orig_argv: Vec<OsString>,
    /// `sys.executable`.
    pub executable: String,
    /// Folders put on `sys.path` in front of the library.
    pub path: Vec<OsString>,
    /// `-O` level.
    pub optimize: u8,
    pub debug: u8,
    pub bytes_warning: u8,
    pub isolated: bool,
    pub no_site: bool,
    pub verbose: u8,
    pub dont_write_bytecode: bool,
    pub unbuffered: bool,
    pub quiet: bool,
    pub inspect: bool,
    pub interactive: bool,
    pub ignore_environment: bool,
    pub no_user_site: bool,
    pub safe_path: bool,
    /// `-W` and `-X` options in order.
    pub warn_options: Vec<String>,
    pub x_options: Vec<String>,
    /// `sys.get_int_max_str_digits()`; None: what CPython begins with.
    pub int_max_str_digits: Option<usize>,
    /// Collect at every so many allocations; 0: never.
    pub stress_collect: u32,
    /// Every so many guards of compiled code fail; 0: only those that must.
    pub stress_exits: u32,
    /// The compiler; none: tier 0 runs everything.
    pub tier2: Option<Hook>,
    pub companions: Companions,
    /// Calls and iterations after which code is compiled; none: the defaults.
    pub jit_threshold: Option<u32>,
}

pub struct Interp {
    pub config: Config,
    pub tiering: Tiering,
    frozen: Frozen,
    pub empty_tuple: OnceCell<Ref<crate::builtins::tuple::Tuple>>,
    pub shapes: Shapes,
    pub gc: Collector,
    pub weak: WeakTable,
    pub method_cache: MethodCache,
    pub attributes: AttributeCache,
    /// The next type version; they are never used twice.
    pub next_type_version: Cell<u32>,
    /// Versions of dict key tables and functions, each used once.
    pub next_keys_version: Cell<u32>,
    pub source_compiler: &'static dyn SourceCompiler,
    /// `sys.modules`, the builtins' and sys's dicts.
    pub modules: OnceCell<Ref<Dict>>,
    pub builtins: OnceCell<Ref<Dict>>,
    pub sys: OnceCell<Ref<Dict>>,
    /// importlib's `_bootstrap` module, once it runs.
    pub importlib: RefCell<Option<Obj>>,
    /// Raised when there is no memory to make another.
    pub memory_error: OnceCell<Obj>,
    pub native_modules: UnsafeCell<Vec<&'static crate::call::module::ModuleDef>>,
    pub int_max_str_digits: Cell<usize>,
    /// The program given with `-c`, whose lines tracebacks show.
    pub command: OnceCell<crate::startup::CommandSource>,
    /// Objects that modules keep per interpreter, by key.
    pub registry: RefCell<std::collections::HashMap<&'static str, Obj>>,
}

impl Interp {
    pub fn new(config: Config, source_compiler: &'static dyn SourceCompiler, frozen: Frozen) -> &'static Interp {
        let digits = config.int_max_str_digits.unwrap_or(4300);
        Box::leak(Box::new(Interp {
            tiering: Tiering::new(config.tier2, config.companions, config.jit_threshold),
            config,
            frozen,
            empty_tuple: OnceCell::new(),
            shapes: Shapes::new(),
            gc: Collector::new(),
            weak: WeakTable::new(),
            method_cache: MethodCache::new(),
            attributes: AttributeCache::new(),
            next_type_version: Cell::new(1),
            next_keys_version: Cell::new(1),
            source_compiler,
            modules: OnceCell::new(),
            builtins: OnceCell::new(),
            sys: OnceCell::new(),
            importlib: RefCell::new(None),
            memory_error: OnceCell::new(),
            native_modules: UnsafeCell::new(Vec::new()),
            int_max_str_digits: Cell::new(digits),
            command: OnceCell::new(),
            registry: RefCell::new(std::collections::HashMap::new()),
        }))
    }

    /// The frozen library.
    pub fn frozen(&self) -> &Frozen {
        &self.frozen
    }

    /// A type version that was never used.
    pub fn new_type_version(&self) -> u32 {
        let version = self.next_type_version.get();
        self.next_type_version.set(version + 1);
        version
    }

    pub fn new_keys_version(&self) -> u32 {
        let version = self.next_keys_version.get();
        self.next_keys_version.set(version.wrapping_add(1).max(1));
        version
    }

    /// The builtins module's dict.
    pub fn builtins(&self) -> &Ref<Dict> {
        self.builtins.get().expect("builtins are set up before any code runs")
    }
}
