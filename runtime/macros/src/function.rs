//! Native functions and methods: the vectorcall adapter and its `MethodDef`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Attribute, Error, Expr, FnArg, ImplItemFn, Lit, Meta, Result, Signature, Token, Type, punctuated::Punctuated,
};

use crate::signature::{self, Kind, Parameter};

/// What the attribute of a function says.
#[derive(Default)]
pub struct Options {
    pub name: Option<String>,
    pub sig: Option<String>,
    pub returns: String,
    pub effects: String,
}

impl Options {
    pub fn parse(attribute: &Attribute) -> Result<Options> {
        let mut options = Options::default();
        if matches!(attribute.meta, Meta::Path(_)) {
            return Ok(options);
        }
        for meta in attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)? {
            let Meta::NameValue(pair) = &meta else {
                return Err(Error::new_spanned(meta, "expected name = \"value\""));
            };
            let text = string(&pair.value)?;
            match pair.path.get_ident().map(|i| i.to_string()).as_deref() {
                Some("name") => options.name = Some(text),
                Some("sig") => options.sig = Some(text),
                Some("returns") => options.returns = text,
                Some("effects") => options.effects = text,
                _ => return Err(Error::new_spanned(&pair.path, "unknown option")),
            }
        }
        Ok(options)
    }
}

/// The text of a string literal.
pub fn string(value: &Expr) -> Result<String> {
    match value {
        Expr::Lit(lit) => match &lit.lit {
            Lit::Str(text) => Ok(text.value()),
            other => Err(Error::new_spanned(other, "expected a string")),
        },
        other => Err(Error::new_spanned(other, "expected a string")),
    }
}

/// The doc comment as a docstring.
pub fn doc(attributes: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attribute in attributes {
        if attribute.path().is_ident("doc")
            && let Meta::NameValue(pair) = &attribute.meta
            && let Ok(text) = string(&pair.value)
        {
            lines.push(text.strip_prefix(' ').unwrap_or(&text).to_string());
        }
    }
    lines.join("\n").trim_end().to_string()
}

/// What a Rust parameter receives.
#[allow(clippy::large_enum_variant)]
pub enum Receives {
    Thread,
    Args,
    Argument(Type),
}

pub fn parameters(signature: &Signature) -> Result<Vec<Receives>> {
    signature
        .inputs
        .iter()
        .map(|input| match input {
            FnArg::Receiver(r) => Err(Error::new_spanned(r, "write `this: &Self`, so that the thread comes first")),
            FnArg::Typed(typed) => Ok(match last_segment(&typed.ty).as_deref() {
                Some("Thread") => Receives::Thread,
                Some("Args") => Receives::Args,
                _ => Receives::Argument((*typed.ty).clone()),
            }),
        })
        .collect()
}

/// The last path segment of a type, through references.
pub fn last_segment(ty: &Type) -> Option<String> {
    match ty {
        Type::Reference(r) => last_segment(&r.elem),
        Type::Path(p) => p.path.segments.last().map(|s| s.ident.to_string()),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    Function,
    Method,
    Class,
    Static,
}

/// The adapter and the `MethodDef` of a function. `owner` is the class's (or module's) name for
/// messages, `target` the path by which the function is called.
pub fn method(
    function: &ImplItemFn,
    options: &Options,
    binding: Binding,
    owner: &str,
    target: TokenStream,
) -> Result<TokenStream> {
    let python_name =
        options.name.clone().unwrap_or_else(|| function.sig.ident.to_string().trim_start_matches("r#").to_string());
    let receives = parameters(&function.sig)?;
    let has_receiver = matches!(binding, Binding::Method | Binding::Class);
    let rust_arguments = receives.iter().filter(|r| matches!(r, Receives::Argument(_))).count();
    let takes_args = receives.iter().any(|r| matches!(r, Receives::Args));
    let declared: Vec<Parameter> = match &options.sig {
        Some(text) => signature::parse(text, &function.sig.ident)?,
        None => function
            .sig
            .inputs
            .iter()
            .zip(&receives)
            .filter(|(_, r)| matches!(r, Receives::Argument(_)))
            .skip(has_receiver as usize)
            .map(|(input, _)| Parameter { name: argument_name(input), kind: Kind::PositionalOnly, default: None })
            .collect(),
    };
    if !takes_args && declared.len() + has_receiver as usize != rust_arguments {
        return Err(Error::new_spanned(
            &function.sig.ident,
            format!("the signature has {} parameters, the function {rust_arguments}", declared.len()),
        ));
    }
    let text = text_signature(options, binding, &declared, takes_args);
    let doc = doc(&function.attrs);
    let (returns, effects) = (&options.returns, &options.effects);
    let binding_path = match binding {
        Binding::Function => quote!(Function),
        Binding::Method => quote!(Method),
        Binding::Class => quote!(Class),
        Binding::Static => quote!(Static),
    };

    let bound_names = declared.iter().filter(|p| !matches!(p.kind, Kind::VarArgs | Kind::VarKeywords));
    let rows = bound_names.clone().map(|p| {
        let name = &p.name;
        let kind = match p.kind {
            Kind::PositionalOnly => quote!(PositionalOnly),
            Kind::KeywordOnly => quote!(KeywordOnly),
            _ => quote!(Either),
        };
        let required = p.default.is_none();
        quote!(::taipan_vm::call::Parameter { name: #name, kind: ::taipan_vm::call::ParameterKind::#kind, required: #required })
    });
    let count = bound_names.count();
    let varargs = declared.iter().any(|p| p.kind == Kind::VarArgs);
    let varkeywords = declared.iter().any(|p| p.kind == Kind::VarKeywords);
    let class_name = if owner.is_empty() { String::new() } else { format!("{owner}.") };
    let qualname = format!("{class_name}{python_name}");

    let mut passed = Vec::new();
    let mut argument = 0usize;
    let mut bound = 0usize;
    for receive in &receives {
        passed.push(match receive {
            Receives::Thread => quote!(t),
            Receives::Args => quote!(args),
            Receives::Argument(ty) => {
                argument += 1;
                if has_receiver && argument == 1 {
                    quote!(<#ty as ::taipan_vm::call::Receiver>::receive(t, receiver, #python_name)?)
                } else {
                    let parameter = &declared[argument - 1 - has_receiver as usize];
                    match parameter.kind {
                        Kind::VarArgs => quote!(args.rest_after(SIGNATURE.positional())),
                        Kind::VarKeywords => quote!(args.keywords_beyond(&SIGNATURE)),
                        _ => {
                            let index = bound;
                            bound += 1;
                            let place = quote!(::taipan_vm::call::Place::new(&SIGNATURE, #index));
                            convert(ty, index, parameter, place)?
                        }
                    }
                }
            }
        });
    }
    let take_receiver = has_receiver.then(|| quote!(let (receiver, args) = args.split_receiver(t, #qualname)?;));
    let bind = (!takes_args).then(|| quote!(let bound = SIGNATURE.bind::<#count>(t, args)?;));
    Ok(quote! {
        {
            static SIGNATURE: ::taipan_vm::call::Signature = ::taipan_vm::call::Signature {
                name: #python_name,
                qualname: #qualname,
                parameters: &[#(#rows),*],
                varargs: #varargs,
                varkeywords: #varkeywords,
            };
            unsafe extern "C" fn entry(
                t: &::taipan_vm::thread::Thread,
                _callable: ::taipan_vm::object::Value,
                args: *const ::taipan_vm::object::Value,
                nargsf: usize,
                kwnames: ::taipan_vm::object::Value,
            ) -> ::taipan_vm::object::Value {
                // SAFETY: the vectorcall convention, upheld by the caller.
                let args = unsafe { ::taipan_vm::call::Args::from_vectorcall(args, nargsf, kwnames) };
                #[allow(unused_variables)]
                let result = (|| -> ::taipan_vm::thread::PyResult {
                    #take_receiver
                    #bind
                    ::taipan_vm::call::IntoPy::into_py(#target(#(#passed),*), t)
                })();
                ::taipan_vm::call::finish(result)
            }
            static DEF: ::taipan_vm::object::types::MethodDef = ::taipan_vm::object::types::MethodDef {
                name: #python_name,
                entry,
                binding: ::taipan_vm::object::types::Binding::#binding_path,
                signature: #text,
                doc: #doc,
                returns: #returns,
                effects: #effects,
            };
            &DEF
        }
    })
}

fn argument_name(input: &FnArg) -> String {
    match input {
        FnArg::Typed(typed) => match &*typed.pat {
            syn::Pat::Ident(ident) => ident.ident.to_string().trim_start_matches('_').to_string(),
            _ => "arg".into(),
        },
        FnArg::Receiver(_) => "self".into(),
    }
}

fn text_signature(options: &Options, binding: Binding, declared: &[Parameter], takes_args: bool) -> String {
    if let Some(text) = &options.sig {
        if text.contains('$') || matches!(binding, Binding::Static) {
            return text.clone();
        }
        let first = receiver_text(binding);
        return if text == "()" {
            format!("({first})").replace(", )", ")")
        } else {
            format!("({first}, {}", &text[1..])
        };
    }
    if takes_args {
        return String::new();
    }
    let first = receiver_text(binding);
    let mut parts: Vec<String> = if first.is_empty() { vec![] } else { vec![first.to_string()] };
    parts.extend(declared.iter().map(|p| p.name.clone()));
    if !parts.is_empty() {
        parts.push("/".into());
    }
    format!("({})", parts.join(", "))
}

fn receiver_text(binding: Binding) -> &'static str {
    match binding {
        Binding::Function => "$module",
        Binding::Method => "$self",
        Binding::Class => "$type",
        Binding::Static => "",
    }
}

/// The conversion of one bound argument.
fn convert(ty: &Type, index: usize, parameter: &Parameter, place: TokenStream) -> Result<TokenStream> {
    let from = quote!(::taipan_vm::call::FromArg::from_arg(t, argument, #place)?);
    let Some(default) = &parameter.default else {
        return Ok(quote! {{
            let argument = bound[#index].expect("required arguments are bound");
            #from
        }});
    };
    let missing = default_value(ty, default)?;
    Ok(quote! {
        match bound[#index] {
            Some(argument) => #from,
            None => #missing,
        }
    })
}

/// A default of the text signature as a Rust expression of type `ty`.
fn default_value(ty: &Type, default: &str) -> Result<TokenStream> {
    if last_segment(ty).as_deref() == Some("Option") {
        return Ok(quote!(None));
    }
    let literal: TokenStream = match default {
        "True" => quote!(true),
        "False" => quote!(false),
        "sys.maxsize" => quote!(isize::MAX as _),
        text if text.starts_with('\'') => {
            let inner = text.trim_matches('\'').to_string();
            quote!(#inner)
        }
        // A float parameter may be given an integer default.
        text if last_segment(ty).as_deref() == Some("f64") && text.parse::<i64>().is_ok() => {
            let value: f64 = text.parse().unwrap_or_default();
            quote!(#value)
        }
        text => text
            .parse()
            .map_err(|_| Error::new_spanned(ty, format!("cannot turn the default {text} into Rust; use Option")))?,
    };
    if default == "None" || default == "<unrepresentable>" {
        return Err(Error::new_spanned(ty, "a parameter with this default must be an Option"));
    }
    Ok(literal)
}
