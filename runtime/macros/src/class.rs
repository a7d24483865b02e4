//! `#[pyclass]` and `#[pymethods]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, Error, Expr, Ident, ImplItem, ImplItemFn, ItemImpl, Meta, Result, Token, punctuated::Punctuated};

use crate::function::{Binding, Options, doc, method, string};
use crate::slot;

/// The marked functions of an `impl` block.
#[derive(Default)]
struct Members {
    methods: Vec<TokenStream>,
    slots: Vec<TokenStream>,
    getters: Vec<(String, String, Ident)>,
    setters: Vec<(String, Ident)>,
}

impl Members {
    fn collect(item: &mut ItemImpl, owner: &str) -> Result<Members> {
        let mut members = Members::default();
        for entry in &mut item.items {
            if let ImplItem::Fn(function) = entry {
                members.take(function, owner)?;
            }
        }
        Ok(members)
    }

    fn take(&mut self, function: &mut ImplItemFn, owner: &str) -> Result<()> {
        let Some(position) = function.attrs.iter().position(is_marker) else { return Ok(()) };
        let attribute = function.attrs.remove(position);
        let marker = attribute.path().segments.last().map(|s| s.ident.to_string()).unwrap_or_default();
        let ident = function.sig.ident.clone();
        let target = quote!(Self::#ident);
        let options = Options::parse(&attribute)?;
        let python_name =
            options.name.clone().unwrap_or_else(|| ident.to_string().trim_start_matches("r#").to_string());
        match marker.as_str() {
            "pymethod" => self.methods.push(method(function, &options, Binding::Method, owner, self_path(target))?),
            "pyclassmethod" => self.methods.push(method(function, &options, Binding::Class, owner, self_path(target))?),
            "pystatic" => self.methods.push(method(function, &options, Binding::Static, owner, self_path(target))?),
            "pyslot" => self.slots.push(slot::expand(function, self_path(target))?),
            "pygetter" => self.getters.push((python_name, doc(&function.attrs), ident)),
            "pysetter" => {
                let name = options
                    .name
                    .clone()
                    .unwrap_or_else(|| python_name.strip_prefix("set_").unwrap_or(&python_name).to_string());
                self.setters.push((name, ident));
            }
            _ => unreachable!(),
        }
        Ok(())
    }

    fn getset(&self) -> Vec<TokenStream> {
        self.getters
            .iter()
            .map(|(name, doc, getter)| {
                let set = match self.setters.iter().find(|(n, _)| n == name) {
                    Some((_, setter)) => quote! {
                        Some(|t, this, value| {
                            let this = ::taipan_vm::call::Receiver::receive(t, this, #name)?;
                            Self::#setter(t, this, value)
                        })
                    },
                    None => quote!(None),
                };
                quote! {
                    ::taipan_vm::object::types::GetSetDef {
                        name: #name,
                        get: Some(|t, this| {
                            let this = ::taipan_vm::call::Receiver::receive(t, this, #name)?;
                            ::taipan_vm::call::IntoPy::into_py(Self::#getter(t, this), t)
                        }),
                        set: #set,
                        doc: #doc,
                    }
                }
            })
            .collect()
    }
}

/// Adapters are items, where `Self` is not in scope; the type is named by an alias beside them.
fn self_path(target: TokenStream) -> TokenStream {
    let text = target.to_string().replace("Self", "__Class");
    text.parse().expect("a path stays a path")
}

fn is_marker(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|s| {
        ["pymethod", "pyclassmethod", "pystatic", "pyslot", "pygetter", "pysetter"]
            .contains(&s.ident.to_string().as_str())
    })
}

/// The options of `#[pyclass(…)]`.
struct ClassOptions {
    name: String,
    module: String,
    base: Option<Expr>,
    flags: Option<Expr>,
    layout: Option<Expr>,
    itemsize: Option<Expr>,
    lists: Vec<Expr>,
    gc: bool,
}

impl ClassOptions {
    fn parse(attributes: TokenStream) -> Result<ClassOptions> {
        use syn::parse::Parser;
        let mut options = ClassOptions {
            name: String::new(),
            module: "builtins".into(),
            base: None,
            flags: None,
            layout: None,
            itemsize: None,
            lists: Vec::new(),
            gc: false,
        };
        for meta in Punctuated::<Meta, Token![,]>::parse_terminated.parse2(attributes)? {
            match &meta {
                Meta::Path(path) if path.is_ident("gc") => options.gc = true,
                Meta::NameValue(pair) => match pair.path.get_ident().map(|i| i.to_string()).as_deref() {
                    Some("name") => options.name = string(&pair.value)?,
                    Some("module") => options.module = string(&pair.value)?,
                    Some("base") => options.base = Some(pair.value.clone()),
                    Some("flags") => options.flags = Some(pair.value.clone()),
                    Some("layout") => options.layout = Some(pair.value.clone()),
                    Some("itemsize") => options.itemsize = Some(pair.value.clone()),
                    Some("lists") => match &pair.value {
                        Expr::Array(array) => options.lists = array.elems.iter().cloned().collect(),
                        other => return Err(Error::new_spanned(other, "expected [LIST, …]")),
                    },
                    _ => return Err(Error::new_spanned(&pair.path, "unknown option")),
                },
                other => return Err(Error::new_spanned(other, "unknown option")),
            }
        }
        if options.name.is_empty() {
            return Err(Error::new(proc_macro2::Span::call_site(), "name = \"…\" is missing"));
        }
        Ok(options)
    }
}

pub fn expand_class(attributes: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let options = ClassOptions::parse(attributes)?;
    let mut item: ItemImpl = syn::parse2(item)?;
    let class = item.self_ty.clone();
    let class_doc = doc(&item.attrs);
    let doc_expr = if class_doc.is_empty() { quote!(None) } else { quote!(Some(#class_doc)) };
    item.attrs.retain(|a| !a.path().is_ident("doc"));
    let members = Members::collect(&mut item, &options.name)?;
    let (methods, slots, getset) = (&members.methods, &members.slots, members.getset());
    let ClassOptions { name, module, base, flags, layout, itemsize, lists, gc } = options;
    let base = match base {
        Some(base) => quote!(Some(|| <#base as ::taipan_vm::object::types::NativeType>::static_type())),
        None if name == "object" => quote!(None),
        None => quote!(Some(|| {
            <::taipan_vm::builtins::object::Object as ::taipan_vm::object::types::NativeType>::static_type()
        })),
    };
    let mut all_flags = match flags {
        Some(flags) => quote!(#flags),
        None => quote!(0),
    };
    let trace = gc.then(|| {
        all_flags = quote!(#all_flags | ::taipan_vm::object::types::type_flag::HAVE_GC);
        quote! {
            fn trace(&self, visitor: &mut ::taipan_vm::memory::Visitor) {
                <#class>::visit(self, visitor)
            }
            fn clear(&self, t: &::taipan_vm::thread::Thread) {
                <#class>::clear_references(self, t)
            }
        }
    });
    let layout = match layout {
        Some(layout) => quote!(#layout),
        None => quote!(::taipan_vm::object::types::Layout::fixed::<#class>()),
    };
    let itemsize = match itemsize {
        Some(itemsize) => quote!(#itemsize),
        None => quote!(0),
    };
    Ok(quote! {
        #item

        const _: () = {
            type __Class = #class;

            static METHODS: &[&::taipan_vm::object::types::MethodDef] = &[#(#methods),*];

            impl #class {
                #[doc(hidden)]
                const __SLOTS: &'static [(::taipan_vm::object::slots::SlotId, ::taipan_vm::object::slots::SlotFn)] =
                    &[#(#slots),*];
                #[doc(hidden)]
                const __GETSET: &'static [::taipan_vm::object::types::GetSetDef] = &[#(#getset),*];

                /// The type object's address, for statics.
                #[doc(hidden)]
                pub const CLASS_PTR: *const ::taipan_vm::object::types::Type = (&raw const CLASS).cast();

                /// The type object.
                #[inline(always)]
                pub fn class() -> &'static ::taipan_vm::object::types::Type {
                    <Self as ::taipan_vm::object::types::NativeType>::static_type()
                }
            }

            static LAYOUT: ::taipan_vm::object::types::Layout = #layout;

            static SPEC: ::taipan_vm::object::types::TypeSpec = ::taipan_vm::object::types::TypeSpec {
                name: #name,
                module: #module,
                doc: #doc_expr,
                base: #base,
                basicsize: ::std::mem::size_of::<#class>(),
                itemsize: #itemsize,
                flags: #all_flags,
                slots: <#class>::__SLOTS,
                methods: &[METHODS, #(#lists),*],
                getset: <#class>::__GETSET,
                layout: &LAYOUT,
            };

            static CLASS: ::taipan_vm::object::types::StaticType =
                ::taipan_vm::object::types::StaticType::new(::taipan_vm::builtins::type_object::metatype(), &SPEC);

            // SAFETY: the layout is declared for this type alone and starts with a header (checked here).
            unsafe impl ::taipan_vm::object::types::NativeType for #class {
                #[inline(always)]
                fn static_type() -> &'static ::taipan_vm::object::types::Type {
                    &CLASS
                }
                #trace
            }
        };
    })
}

pub fn expand_methods(attributes: TokenStream, item: TokenStream) -> Result<TokenStream> {
    use syn::parse::Parser;
    let mut list = None;
    let mut owner = String::new();
    for meta in Punctuated::<Meta, Token![,]>::parse_terminated.parse2(attributes)? {
        let Meta::NameValue(pair) = &meta else { return Err(Error::new_spanned(meta, "expected name = value")) };
        if pair.path.is_ident("list") {
            let Expr::Path(path) = &pair.value else { return Err(Error::new_spanned(&pair.value, "expected a name")) };
            list = path.path.get_ident().cloned();
        } else if pair.path.is_ident("class") {
            owner = string(&pair.value)?;
        } else {
            return Err(Error::new_spanned(&pair.path, "unknown option"));
        }
    }
    let mut item: ItemImpl = syn::parse2(item)?;
    let class = item.self_ty.clone();
    let list = list.unwrap_or_else(|| format_ident!("METHODS"));
    let members = Members::collect(&mut item, &owner)?;
    let methods = &members.methods;
    if !members.slots.is_empty() || !members.getters.is_empty() {
        return Err(Error::new_spanned(&class, "slots and getters belong to the #[pyclass] block"));
    }
    Ok(quote! {
        #item

        /// A list of methods, for `#[pyclass(lists = […])]`.
        pub static #list: &[&::taipan_vm::object::types::MethodDef] = {
            type __Class = #class;
            &[#(#methods),*]
        };
    })
}
