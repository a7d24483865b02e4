//! Slots: special methods of builtin types as slot functions.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Error, ImplItemFn, Result};

use crate::function::{Receives, last_segment, parameters};

/// Slot and kind of each special method (or slot that has no special method of its own).
const SLOTS: &[(&str, &str, &str)] = &[
    ("__repr__", "repr", "Unary"),
    ("__str__", "str", "Unary"),
    ("__hash__", "hash", "Hash"),
    ("__call__", "call", "Vectorcall"),
    ("__iter__", "iter", "Unary"),
    ("__next__", "next", "Next"),
    ("__getattribute__", "getattro", "Binary"),
    ("__setattr__", "setattro", "Store"),
    ("__get__", "descr_get", "DescrGet"),
    ("__set__", "descr_set", "Store"),
    ("__init__", "init", "Init"),
    ("__new__", "new", "New"),
    ("__del__", "finalize", "Finalize"),
    ("__richcompare__", "compare", "Compare"),
    ("__len__", "length", "Length"),
    ("__getitem__", "getitem", "Binary"),
    ("__setitem__", "setitem", "Store"),
    ("__contains__", "contains", "Contains"),
    ("__concat__", "concat", "Binary"),
    ("__repeat__", "repeat", "Binary"),
    ("__iconcat__", "inplace_concat", "Binary"),
    ("__irepeat__", "inplace_repeat", "Binary"),
    ("__add__", "add", "Binary"),
    ("__sub__", "subtract", "Binary"),
    ("__mul__", "multiply", "Binary"),
    ("__mod__", "remainder", "Binary"),
    ("__divmod__", "divmod", "Binary"),
    ("__pow__", "power", "Ternary"),
    ("__neg__", "negative", "Unary"),
    ("__pos__", "positive", "Unary"),
    ("__abs__", "absolute", "Unary"),
    ("__bool__", "bool", "Inquiry"),
    ("__invert__", "invert", "Unary"),
    ("__lshift__", "lshift", "Binary"),
    ("__rshift__", "rshift", "Binary"),
    ("__and__", "and", "Binary"),
    ("__xor__", "xor", "Binary"),
    ("__or__", "or", "Binary"),
    ("__int__", "int", "Unary"),
    ("__float__", "float", "Unary"),
    ("__index__", "index", "Unary"),
    ("__floordiv__", "floor_divide", "Binary"),
    ("__truediv__", "true_divide", "Binary"),
    ("__matmul__", "matrix_multiply", "Binary"),
    ("__iadd__", "inplace_add", "Binary"),
    ("__isub__", "inplace_subtract", "Binary"),
    ("__imul__", "inplace_multiply", "Binary"),
    ("__imod__", "inplace_remainder", "Binary"),
    ("__ipow__", "inplace_power", "Ternary"),
    ("__ilshift__", "inplace_lshift", "Binary"),
    ("__irshift__", "inplace_rshift", "Binary"),
    ("__iand__", "inplace_and", "Binary"),
    ("__ixor__", "inplace_xor", "Binary"),
    ("__ior__", "inplace_or", "Binary"),
    ("__ifloordiv__", "inplace_floor_divide", "Binary"),
    ("__itruediv__", "inplace_true_divide", "Binary"),
    ("__imatmul__", "inplace_matrix_multiply", "Binary"),
    ("__await__", "await_", "Unary"),
    ("__aiter__", "aiter", "Unary"),
    ("__anext__", "anext", "Unary"),
];

/// The `(SlotId, SlotFn)` pair of a slot function. A first parameter of another type than `&Obj`
/// is the receiver in its layout, which slot dispatch guarantees.
pub fn expand(function: &ImplItemFn, target: TokenStream) -> Result<TokenStream> {
    let name = function.sig.ident.to_string();
    let Some((_, slot, kind)) = SLOTS.iter().find(|(python, ..)| *python == name) else {
        return Err(Error::new_spanned(&function.sig.ident, "no slot of this name; plain methods are #[pymethod]"));
    };
    let slot = format_ident!("{slot}");
    let receives = parameters(&function.sig)?;
    let typed = receives.iter().find_map(|r| match r {
        Receives::Argument(ty) => Some(last_segment(ty)),
        _ => None,
    });
    let is_class_receiver = *kind == "New";
    let this = match typed.flatten().as_deref() {
        Some("Obj") | None => quote!(this),
        _ if is_class_receiver => quote!(this),
        // SAFETY comment travels with the expansion.
        Some(_) => quote! {{
            // SAFETY: the slot is only reached through a type of this layout.
            unsafe { this.cast_unchecked() }
        }},
    };
    let vm = quote!(::taipan_vm);
    let pair = match *kind {
        "Unary" => quote!(Unary(|t, this| #vm::call::IntoPy::into_py(#target(t, #this), t))),
        "Binary" => quote!(Binary(|t, this, a| #vm::call::IntoPy::into_py(#target(t, #this, a), t))),
        "Ternary" => quote!(Ternary(|t, this, a, b| #vm::call::IntoPy::into_py(#target(t, #this, a, b), t))),
        "Inquiry" => quote!(Inquiry(|t, this| #target(t, #this))),
        "Length" => quote!(Length(|t, this| #target(t, #this))),
        "Hash" => quote!(Hash(|t, this| #target(t, #this))),
        "Contains" => quote!(Contains(|t, this, a| #target(t, #this, a))),
        "Compare" => quote!(Compare(|t, this, a, op| #target(t, #this, a, op))),
        "Next" => quote!(Next(|t, this| #target(t, #this))),
        "Store" => quote!(Store(|t, this, key, value| #target(t, #this, key, value))),
        "DescrGet" => quote!(DescrGet(|t, this, instance, owner| #target(t, #this, instance, owner))),
        "Init" => quote!(Init(|t, this, args| #target(t, #this, args))),
        "New" => quote!(New(|t, this, args| #vm::call::IntoPy::into_py(#target(t, this, args), t))),
        "Finalize" => quote!(Finalize(|t, this| #target(t, #this))),
        "Vectorcall" => quote!(Vectorcall({
            unsafe extern "C" fn entry(
                t: &#vm::thread::Thread,
                this: #vm::object::Value,
                args: *const #vm::object::Value,
                nargsf: usize,
                kwnames: #vm::object::Value,
            ) -> #vm::object::Value {
                // SAFETY: the vectorcall convention, upheld by the caller.
                let (this, args) = unsafe { (this.as_obj(), #vm::call::Args::from_vectorcall(args, nargsf, kwnames)) };
                #vm::call::finish(#target(t, #this, args))
            }
            entry
        })),
        other => unreachable!("kind {other}"),
    };
    Ok(quote!((#vm::object::slots::SlotId::#slot, #vm::object::slots::SlotFn::#pair)))
}
