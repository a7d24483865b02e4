//! Names the runtime itself looks up: immortal interned strings with fixed addresses.

use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::object::value::Obj;
use crate::thread::Thread;

/// A name that is there from start-up on.
#[repr(transparent)]
pub struct StaticName(AtomicU64);

impl Deref for StaticName {
    type Target = Obj;

    #[inline(always)]
    fn deref(&self) -> &Obj {
        debug_assert!(self.0.load(Ordering::Relaxed) != 0, "names are not set up");
        // SAFETY: holds an immortal string from start-up on, and is not written afterwards.
        unsafe { &*(&raw const self.0).cast::<Obj>() }
    }
}

macro_rules! names {
    ($($name:ident)*) => {
        $(#[allow(non_upper_case_globals)] pub static $name: StaticName = StaticName(AtomicU64::new(0));)*

        /// Makes the names; called once, before anything looks one up.
        pub(crate) fn init(t: &Thread) {
            $(init_one(t, &$name, stringify!($name).trim_start_matches("r#"));)*
        }
    };
}

fn init_one(t: &Thread, place: &StaticName, spelling: &str) {
    if place.0.load(Ordering::Relaxed) == 0 {
        let interned = crate::builtins::str::intern_immortal(t, spelling);
        place.0.store(interned.into_raw().bits(), Ordering::Relaxed);
    }
}

names! {
    __abs__ __add__ __aenter__ __aexit__ __aiter__ __all__ __and__ __anext__ __annotate__ __annotate_func__ __annotations__
    __annotations_cache__ __args__ __await__ __bases__ __bool__ __build_class__ __builtins__ __bytes__ __cached__ __call__ __cause__ __ceil__ __class__
    __class_getitem__ __classcell__ __classdict__ __classdictcell__ __code__ __complex__ __contains__ __context__ __copy__ __debug__ __deepcopy__
    __defaults__ __del__ __delattr__ __delete__ __delitem__ __dict__ __dir__ __divmod__ __doc__ __enter__ __eq__
    __exit__ __file__ __firstlineno__ __float__ __floor__ __floordiv__ __format__ __ge__ __get__ __getattr__ __getattribute__
    __getitem__ __getnewargs__ __getnewargs_ex__ __getstate__ __globals__ __gt__ __hash__ __iadd__ __iand__
    __ifloordiv__ __ilshift__ __imatmul__ __imod__ __import__ __imul__ __index__ __init__ __init_subclass__
    __instancecheck__ __int__ __invert__ __ior__ __ipow__ __irshift__ __isub__ __iter__ __itruediv__ __ixor__
    __kwdefaults__ __le__ __len__ __length_hint__ __loader__ __lshift__ __lt__ __main__ __match_args__ __matmul__ __missing__
    __mod__ __module__ __mro__ __mro_entries__ __mul__ __name__ __ne__ __neg__ __new__ __next__ __notes__ __objclass__ __or__
    __orig_bases__ __package__ __path__ __pos__ __pow__ __prepare__ __qualname__ __radd__ __rand__ __rdivmod__ __reduce__
    __reduce_ex__ __release_buffer__ __repr__ __reversed__ __rfloordiv__ __rlshift__ __rmatmul__ __rmod__ __rmul__
    __ror__ __round__ __rpow__ __rrshift__ __rshift__ __rsub__ __rtruediv__ __rxor__ __self__ __set__ __set_name__
    __setattr__ __setitem__ __setstate__ __signature__ __sizeof__ __slots__ __spec__ __static_attributes__ __str__ __sub__ __subclasscheck__
    __subclasshook__ __suppress_context__ __text_signature__ __traceback__ __truediv__ __trunc__ __type_params__ __typing_subst__ __weakref__ __wrapped__ __xor__
    _fix_up_module _find_and_load _handle_fromlist _initializing _install _lock_unlock_module _uninitialized_submodules abs_ acquire add append
    args argv big breakpointhook builtins byteorder call clear close closed copy displayhook encoding end errno errors excepthook extend
    filename fileno flush fromlist gc get groups index isatty items join keys keyword last_exc last_type lineno little locals metaclass mode modules mro
    msg name newline obj offset path pop print_file_and_line ps1 ps2 read readable readinto readline release replace
    sep send setdefault sort stderr stdin stdout strict sys text throw tracebacklimit unraisablehook update value values version warnings writable write
}
