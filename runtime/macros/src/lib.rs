//! Proc macros that declare builtin types, methods and native modules.
//!
//! `#[pyclass]` on an `impl` block makes a builtin type of its functions, `#[pymethods]` adds a
//! further list of methods from another file, `#[pymodule]` on a `mod` makes a native module. Inside,
//! functions are marked:
//!
//! | attribute | becomes |
//! |---|---|
//! | `#[pymethod(sig = "($self, x, /)", returns = "int", effects = "pure")]` | a method |
//! | `#[pyclassmethod(…)]`, `#[pystatic(…)]` | a class or static method |
//! | `#[pyslot]` | the slot behind a special method: `fn __len__` |
//! | `#[pygetter]`, `#[pysetter]` | an attribute |
//! | `#[pyfunction(…)]` | a module's function |
//! | `#[pyinit]` | code that runs when the module is made |
//!
//! Doc comments become docstrings. Parameters are converted by `FromArg`, results by `IntoPy`; a
//! parameter of type `&Thread` receives the thread, one of type `Args` all arguments as they are.

mod class;
mod function;
mod module;
mod signature;
mod slot;

use proc_macro::TokenStream;

/// Makes a builtin type of an `impl` block.
#[proc_macro_attribute]
pub fn pyclass(attributes: TokenStream, item: TokenStream) -> TokenStream {
    expand(class::expand_class(attributes.into(), item.into()))
}

/// Makes a list of methods of an `impl` block: `#[pymethods(list = NAME, class = "str")]`.
#[proc_macro_attribute]
pub fn pymethods(attributes: TokenStream, item: TokenStream) -> TokenStream {
    expand(class::expand_methods(attributes.into(), item.into()))
}

/// Makes a native module of a `mod`.
#[proc_macro_attribute]
pub fn pymodule(attributes: TokenStream, item: TokenStream) -> TokenStream {
    expand(module::expand(attributes.into(), item.into()))
}

fn expand(result: syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    result.unwrap_or_else(|error| error.to_compile_error()).into()
}
