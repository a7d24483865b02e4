//! `#[pymodule]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, ImplItemFn, Item, ItemMod, Meta, Result, Token, Visibility, punctuated::Punctuated};

use crate::function::{Binding, Options, doc, method, string};

pub fn expand(attributes: TokenStream, item: TokenStream) -> Result<TokenStream> {
    use syn::parse::Parser;
    let mut name = None;
    for meta in Punctuated::<Meta, Token![,]>::parse_terminated.parse2(attributes)? {
        match &meta {
            Meta::NameValue(pair) if pair.path.is_ident("name") => name = Some(string(&pair.value)?),
            other => return Err(Error::new_spanned(other, "unknown option")),
        }
    }
    let mut item: ItemMod = syn::parse2(item)?;
    let module_doc = doc(&item.attrs);
    let name = name.unwrap_or_else(|| item.ident.to_string());
    let mut functions = Vec::new();
    // Messages name a function with its module, unless that is builtins.
    let owner = if name == "builtins" { String::new() } else { name.clone() };
    let mut init = quote!(None);
    let span = item.ident.clone();
    let Some((_, items)) = &mut item.content else {
        return Err(Error::new_spanned(&span, "the module must be inline"));
    };
    for entry in items.iter_mut() {
        let Item::Fn(function) = entry else { continue };
        let marker =
            |n: &str| function.attrs.iter().position(|a| a.path().segments.last().is_some_and(|s| s.ident == n));
        if let Some(position) = marker("pyinit") {
            function.attrs.remove(position);
            let ident = &function.sig.ident;
            init = quote!(Some(#ident));
        } else if let Some(position) = marker("pyfunction") {
            let attribute = function.attrs.remove(position);
            let options = Options::parse(&attribute)?;
            let ident = &function.sig.ident;
            let as_method = ImplItemFn {
                attrs: function.attrs.clone(),
                vis: Visibility::Inherited,
                defaultness: None,
                sig: function.sig.clone(),
                block: syn::parse_quote!({}),
            };
            functions.push(method(&as_method, &options, Binding::Function, &owner, quote!(#ident))?);
        }
    }
    items.push(syn::parse2(quote! {
        /// The module's definition.
        pub static MODULE: ::taipan_vm::call::module::ModuleDef = ::taipan_vm::call::module::ModuleDef {
            name: #name,
            doc: #module_doc,
            functions: &[#(#functions),*],
            init: #init,
        };
    })?);
    Ok(quote!(#item))
}
