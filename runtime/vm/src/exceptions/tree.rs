//! Every builtin exception type.

use super::BaseException;
use super::fields;
use crate::builtins::type_object::metatype;
use crate::object::types::{Layout, NativeType, StaticType, Type, TypeSpec, type_flag};

/// How memory management treats all of them.
static LAYOUT: Layout = Layout::fixed::<BaseException>();

const FLAGS: usize = type_flag::BASE_TYPE
    | type_flag::BASE_EXC_SUBCLASS
    | type_flag::HAVE_GC
    | type_flag::MANAGED_DICT
    | type_flag::WEAKREFABLE;

macro_rules! exceptions {
    ($($constant:ident = $name:literal ($base:ident) $(fields $fields:ident)?, $doc:literal;)*) => {
        $(
            #[doc = $doc]
            pub static $constant: StaticType = {
                static SPEC: TypeSpec = TypeSpec {
                    name: $name,
                    module: "builtins",
                    doc: Some($doc),
                    base: Some(|| exceptions!(@base $base)),
                    basicsize: size_of::<BaseException>(),
                    itemsize: 0,
                    flags: FLAGS,
                    slots: exceptions!(@slots $($fields)?),
                    methods: exceptions!(@methods $($fields)?),
                    getset: exceptions!(@getset $($fields)?),
                    layout: &LAYOUT,
                };
                StaticType::new(metatype(), &SPEC)
            };
        )*

        /// Every exception type below `BaseException`, bases first.
        pub static ALL: &[&StaticType] = &[$(&$constant),*];
    };
    (@base BASE) => { BaseException::static_type() };
    (@base $base:ident) => { &*$base as &'static Type };
    (@slots) => { &[] };
    (@slots $fields:ident) => { fields::$fields::SLOTS };
    (@methods) => { &[] };
    (@methods $fields:ident) => { fields::$fields::METHODS };
    (@getset) => { &[] };
    (@getset $fields:ident) => { fields::$fields::GETSET };
}

exceptions! {
    EXCEPTION = "Exception" (BASE), "Common base class for all non-exit exceptions.";
    GENERATOR_EXIT = "GeneratorExit" (BASE), "Request that a generator exit.";
    KEYBOARD_INTERRUPT = "KeyboardInterrupt" (BASE), "Program interrupted by user.";
    SYSTEM_EXIT = "SystemExit" (BASE) fields system_exit, "Request to exit from the interpreter.";
    BASE_EXCEPTION_GROUP = "BaseExceptionGroup" (BASE) fields exception_group, "A combination of multiple unrelated exceptions.";
    ARITHMETIC_ERROR = "ArithmeticError" (EXCEPTION), "Base class for arithmetic errors.";
    FLOATING_POINT_ERROR = "FloatingPointError" (ARITHMETIC_ERROR), "Floating-point operation failed.";
    OVERFLOW_ERROR = "OverflowError" (ARITHMETIC_ERROR), "Result too large to be represented.";
    ZERO_DIVISION_ERROR = "ZeroDivisionError" (ARITHMETIC_ERROR), "Second argument to a division or modulo operation was zero.";
    ASSERTION_ERROR = "AssertionError" (EXCEPTION), "Assertion failed.";
    ATTRIBUTE_ERROR = "AttributeError" (EXCEPTION) fields attribute_error, "Attribute not found.";
    BUFFER_ERROR = "BufferError" (EXCEPTION), "Buffer error.";
    EOF_ERROR = "EOFError" (EXCEPTION), "Read beyond end of file.";
    IMPORT_ERROR = "ImportError" (EXCEPTION) fields import_error, "Import can't find module, or can't find name in module.";
    MODULE_NOT_FOUND_ERROR = "ModuleNotFoundError" (IMPORT_ERROR), "Module not found.";
    LOOKUP_ERROR = "LookupError" (EXCEPTION), "Base class for lookup errors.";
    INDEX_ERROR = "IndexError" (LOOKUP_ERROR), "Sequence index out of range.";
    KEY_ERROR = "KeyError" (LOOKUP_ERROR) fields key_error, "Mapping key not found.";
    MEMORY_ERROR = "MemoryError" (EXCEPTION), "Out of memory.";
    NAME_ERROR = "NameError" (EXCEPTION) fields name_error, "Name not found globally.";
    UNBOUND_LOCAL_ERROR = "UnboundLocalError" (NAME_ERROR), "Local name referenced but not bound to a value.";
    OS_ERROR = "OSError" (EXCEPTION) fields os_error, "Base class for I/O related errors.";
    BLOCKING_IO_ERROR = "BlockingIOError" (OS_ERROR), "I/O operation would block.";
    CHILD_PROCESS_ERROR = "ChildProcessError" (OS_ERROR), "Child process error.";
    CONNECTION_ERROR = "ConnectionError" (OS_ERROR), "Connection error.";
    BROKEN_PIPE_ERROR = "BrokenPipeError" (CONNECTION_ERROR), "Broken pipe.";
    CONNECTION_ABORTED_ERROR = "ConnectionAbortedError" (CONNECTION_ERROR), "Connection aborted.";
    CONNECTION_REFUSED_ERROR = "ConnectionRefusedError" (CONNECTION_ERROR), "Connection refused.";
    CONNECTION_RESET_ERROR = "ConnectionResetError" (CONNECTION_ERROR), "Connection reset.";
    FILE_EXISTS_ERROR = "FileExistsError" (OS_ERROR), "File already exists.";
    FILE_NOT_FOUND_ERROR = "FileNotFoundError" (OS_ERROR), "File not found.";
    INTERRUPTED_ERROR = "InterruptedError" (OS_ERROR), "Interrupted by signal.";
    IS_A_DIRECTORY_ERROR = "IsADirectoryError" (OS_ERROR), "Operation doesn't work on directories.";
    NOT_A_DIRECTORY_ERROR = "NotADirectoryError" (OS_ERROR), "Operation only works on directories.";
    PERMISSION_ERROR = "PermissionError" (OS_ERROR), "Not enough permissions.";
    PROCESS_LOOKUP_ERROR = "ProcessLookupError" (OS_ERROR), "Process not found.";
    TIMEOUT_ERROR = "TimeoutError" (OS_ERROR), "Timeout expired.";
    REFERENCE_ERROR = "ReferenceError" (EXCEPTION), "Weak ref proxy used after referent went away.";
    RUNTIME_ERROR = "RuntimeError" (EXCEPTION), "Unspecified run-time error.";
    NOT_IMPLEMENTED_ERROR = "NotImplementedError" (RUNTIME_ERROR), "Method or function hasn't been implemented yet.";
    PYTHON_FINALIZATION_ERROR = "PythonFinalizationError" (RUNTIME_ERROR), "Operation blocked during Python finalization.";
    RECURSION_ERROR = "RecursionError" (RUNTIME_ERROR), "Recursion limit exceeded.";
    STOP_ASYNC_ITERATION = "StopAsyncIteration" (EXCEPTION), "Signal the end from iterator.__anext__().";
    STOP_ITERATION = "StopIteration" (EXCEPTION) fields stop_iteration, "Signal the end from iterator.__next__().";
    SYNTAX_ERROR = "SyntaxError" (EXCEPTION) fields syntax_error, "Invalid syntax.";
    INCOMPLETE_INPUT_ERROR = "_IncompleteInputError" (SYNTAX_ERROR), "incomplete input.";
    INDENTATION_ERROR = "IndentationError" (SYNTAX_ERROR), "Improper indentation.";
    TAB_ERROR = "TabError" (INDENTATION_ERROR), "Improper mixture of spaces and tabs.";
    SYSTEM_ERROR = "SystemError" (EXCEPTION), "Internal error in the Python interpreter.\n\nPlease report this to the Python maintainer, along with the traceback,\nthe Python version, and the hardware/OS platform and version.";
    TYPE_ERROR = "TypeError" (EXCEPTION), "Inappropriate argument type.";
    VALUE_ERROR = "ValueError" (EXCEPTION), "Inappropriate argument value (of correct type).";
    UNICODE_ERROR = "UnicodeError" (VALUE_ERROR), "Unicode related error.";
    UNICODE_DECODE_ERROR = "UnicodeDecodeError" (UNICODE_ERROR) fields unicode_decode_error, "Unicode decoding error.";
    UNICODE_ENCODE_ERROR = "UnicodeEncodeError" (UNICODE_ERROR) fields unicode_encode_error, "Unicode encoding error.";
    UNICODE_TRANSLATE_ERROR = "UnicodeTranslateError" (UNICODE_ERROR) fields unicode_translate_error, "Unicode translation error.";
    WARNING = "Warning" (EXCEPTION), "Base class for warning categories.";
    BYTES_WARNING = "BytesWarning" (WARNING), "Base class for warnings about bytes and buffer related problems, mostly\nrelated to conversion from str or comparing to str.";
    DEPRECATION_WARNING = "DeprecationWarning" (WARNING), "Base class for warnings about deprecated features.";
    ENCODING_WARNING = "EncodingWarning" (WARNING), "Base class for warnings about encodings.";
    FUTURE_WARNING = "FutureWarning" (WARNING), "Base class for warnings about constructs that will change semantically\nin the future.";
    IMPORT_WARNING = "ImportWarning" (WARNING), "Base class for warnings about probable mistakes in module imports";
    PENDING_DEPRECATION_WARNING = "PendingDeprecationWarning" (WARNING), "Base class for warnings about features which will be deprecated\nin the future.";
    RESOURCE_WARNING = "ResourceWarning" (WARNING), "Base class for warnings about resource usage.";
    RUNTIME_WARNING = "RuntimeWarning" (WARNING), "Base class for warnings about dubious runtime behavior.";
    SYNTAX_WARNING = "SyntaxWarning" (WARNING), "Base class for warnings about dubious syntax.";
    UNICODE_WARNING = "UnicodeWarning" (WARNING), "Base class for warnings about Unicode related problems, mostly\nrelated to conversion problems.";
    USER_WARNING = "UserWarning" (WARNING), "Base class for warnings generated by user code.";
}
