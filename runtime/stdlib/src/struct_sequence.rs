//! Struct sequences: tuples whose items have names, as `sys.version_info` and `time.struct_time`.
//!
//! A type is declared by [`struct_sequence!`] as a table of fields. The first `visible` of them are the
//! items of the tuple; the others are attributes only, kept in one more word behind the items, which
//! holds a tuple of them or nothing.

use std::cell::Cell;

use taipan_vm::builtins::dict::Dict;
use taipan_vm::builtins::str::Str;
use taipan_vm::builtins::tuple::Tuple;
use taipan_vm::call::{Args, IntoPy};
use taipan_vm::memory;
use taipan_vm::object::Header;
use taipan_vm::object::protocol;
use taipan_vm::object::types::{Layout, Type};
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Thread};

/// The start of every tuple, as its layout is laid down.
#[repr(C)]
struct Raw {
    head: Header,
    size: Cell<usize>,
    hash: Cell<i64>,
}

/// Offset of the first item.
const ITEMS: usize = 32;

const _: () = assert!(size_of::<Raw>() == ITEMS);

/// The word behind the items.
fn tail(object: *const Header) -> *mut Option<Obj> {
    // SAFETY: called for live objects of this layout, whose size says where the word is.
    let size = unsafe { (*object.cast::<Raw>()).size.get() };
    (object as *mut u8).wrapping_add(ITEMS + 8 * size).cast()
}

/// How memory management treats struct sequences.
pub const fn layout() -> Layout {
    Layout {
        // SAFETY: called for live objects of this layout.
        size: |object| unsafe { ITEMS + 8 * (*object.cast::<Raw>()).size.get() + 8 },
        drop: |object| {
            // SAFETY: called once, when the object dies; every item and the tail were written.
            unsafe {
                let size = (*object.cast::<Raw>()).size.get();
                for index in 0..=size {
                    std::ptr::drop_in_place(object.cast::<u8>().add(ITEMS + 8 * index).cast::<Option<Obj>>());
                }
            }
        },
        trace: |object, visitor| {
            // SAFETY: called for live objects of this layout.
            unsafe {
                let size = (*object.cast::<Raw>()).size.get();
                for index in 0..=size {
                    let item = (object as *const u8).add(ITEMS + 8 * index).cast::<Option<Obj>>();
                    if let Some(item) = &*item {
                        visitor.object(item);
                    }
                }
            }
        },
        clear: |_, _| {},
        destroy: taipan_vm::memory::destroy::drop_and_free,
    }
}

/// Static facts of a struct sequence type.
pub struct Facts {
    pub class: fn() -> &'static Type,
    pub visible: usize,
}

/// An object of the type; items beyond the visible ones become attributes, missing ones read as None.
pub fn make(t: &Thread, facts: &Facts, items: Vec<Obj>) -> PyResult {
    make_in(t, (facts.class)(), facts.visible, items)
}

fn make_in(t: &Thread, class: &Type, visible: usize, mut items: Vec<Obj>) -> PyResult {
    let hidden = if items.len() > visible { items.split_off(visible) } else { Vec::new() };
    items.resize(visible, Obj::NONE);
    let hidden = if hidden.is_empty() { None } else { Some(Tuple::from_vec(t, hidden)?.into_obj()) };
    let place = memory::new_variable::<Tuple>(t, class, ITEMS + 8 * visible + 8)?;
    // SAFETY: the block has room for the head, the items and the tail, all written here.
    unsafe {
        place.cast::<Raw>().write(Raw {
            head: memory::object::header_for(class),
            size: Cell::new(visible),
            hash: Cell::new(-1),
        });
        let base = place.cast::<u8>().as_ptr();
        for (index, item) in items.into_iter().enumerate() {
            base.add(ITEMS + 8 * index).cast::<Obj>().write(item);
        }
        tail(place.as_ptr().cast()).write(hidden);
        Ok(Ref::from_ptr(place).into_obj())
    }
}

/// The field of an index, as an attribute.
pub fn field(this: &Obj, index: usize) -> Obj {
    let Some(tuple) = this.downcast::<Tuple>() else { return Obj::NONE };
    if let Some(item) = tuple.items().get(index) {
        return item.clone();
    }
    let Some(header) = this.header() else { return Obj::NONE };
    // SAFETY: only getters of these types come here, so the layout is ours.
    let hidden = unsafe { (*tail(header)).clone() };
    hidden.and_then(|h| h.downcast::<Tuple>()?.items().get(index - tuple.len()).cloned()).unwrap_or(Obj::NONE)
}

/// Fields are not assigned to.
pub fn read_only(t: &Thread, _this: &Obj, _value: Option<&Obj>) -> PyResult<()> {
    Err(t.error(&taipan_vm::exceptions::ATTRIBUTE_ERROR, "readonly attribute"))
}

fn full_name(class: &Type) -> String {
    match class.spec {
        Some(spec) => format!("{}.{}", spec.module, spec.name),
        None => class.name_text(),
    }
}

/// `module.name(field=value, …)`.
pub fn repr(t: &Thread, this: &Obj) -> PyResult {
    let class = this.type_of();
    let Some(tuple) = this.downcast::<Tuple>() else { return "".into_py(t) };
    let fields = class.spec.map_or(&[][..], |spec| spec.getset);
    let mut text = full_name(class);
    text.push('(');
    for (index, (item, field)) in tuple.items().iter().zip(fields).enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        text.push_str(field.name);
        text.push('=');
        text.push_str(&protocol::repr(t, item)?.to_string_lossy());
    }
    text.push(')');
    text.into_py(t)
}

/// `type(sequence, dict={})`.
pub fn new(t: &Thread, facts: &Facts, args: Args) -> PyResult {
    let class = (facts.class)();
    let fields = class.spec.map_or(&[][..], |spec| spec.getset);
    let name = full_name(class);
    let sequence = match args.get(0).or_else(|| args.keywords().get("sequence")) {
        Some(sequence) => sequence,
        None => {
            return Err(t.type_error("structseq() missing required argument 'sequence' (pos 1)"));
        }
    };
    let extra = args.get(1).or_else(|| args.keywords().get("dict"));
    let extra = match extra {
        None => None,
        Some(extra) => match extra.downcast::<Dict>() {
            Some(extra) => Some(extra),
            None => return Err(t.type_error(format!("{name}() takes a dict as second arg, if any"))),
        },
    };
    if sequence.type_of().slots.iter.get().is_none() && !protocol::iteration::is_sequence(sequence) {
        return Err(t.type_error("constructor requires a sequence"));
    }
    let mut items = protocol::collect(t, sequence)?;
    let given = items.len();
    let (least, most) = (facts.visible, fields.len());
    if given < least || given > most {
        let how = match (least == most, given < least) {
            (true, _) => format!("a {least}"),
            (false, true) => format!("an at least {least}"),
            (false, false) => format!("an at most {most}"),
        };
        return Err(t.type_error(format!("{name}() takes {how}-sequence ({given}-sequence given)")));
    }
    for field in fields.iter().skip(given) {
        let value = match extra {
            Some(extra) => extra.get_text(t, field.name)?,
            None => None,
        };
        items.push(value.unwrap_or(Obj::NONE));
    }
    make(t, facts, items)
}

/// What pickling stores: the type, the items and the attributes beyond them.
pub fn reduce(t: &Thread, this: &Obj) -> PyResult {
    let class = this.type_of();
    let items = this.downcast::<Tuple>().map_or(Vec::new(), |tuple| tuple.items().to_vec());
    let hidden = Dict::new(t)?;
    for (index, field_def) in class.spec.map_or(&[][..], |s| s.getset).iter().enumerate().skip(items.len()) {
        hidden.set_text(t, field_def.name, field(this, index))?;
    }
    let arguments = Tuple::from_vec(t, vec![Tuple::from_vec(t, items)?.into_obj(), hidden.into_obj()])?;
    Tuple::from_vec(t, vec![class.borrowed_obj().clone(), arguments.into_obj()]).map(Ref::into_obj)
}

/// `copy.replace`: some fields replaced by keyword.
pub fn replace(t: &Thread, this: &Obj, args: Args) -> PyResult {
    let class = this.type_of();
    let visible = this.downcast::<Tuple>().map_or(0, Tuple::len);
    if !args.pos().is_empty() {
        return Err(t.type_error("__replace__() takes no positional arguments"));
    }
    let fields = class.spec.map_or(&[][..], |s| s.getset);
    let mut items: Vec<Obj> = (0..fields.len()).map(|index| field(this, index)).collect();
    let mut unknown = Vec::new();
    for (name, value) in args.keywords().iter() {
        let text = Str::of(name).map_or(String::new(), Str::to_string_lossy);
        match fields.iter().position(|f| f.name == text) {
            Some(index) => items[index] = value.clone(),
            None => unknown.push(name.clone()),
        }
    }
    if !unknown.is_empty() {
        let list = taipan_vm::builtins::list::List::from_vec(t, unknown)?;
        return Err(t.type_error(format!("Got unexpected field name(s): {}", protocol::repr_text(t, list.obj()))));
    }
    make_in(t, class, visible, items)
}

/// Completes the class: the counts of fields and `__match_args__`.
pub fn complete(t: &Thread, facts: &Facts) -> PyResult<()> {
    let class = (facts.class)();
    let fields = class.spec.map_or(&[][..], |s| s.getset);
    let dict = class.dict();
    dict.set_text(t, "n_sequence_fields", facts.visible.into_py(t)?)?;
    dict.set_text(t, "n_fields", fields.len().into_py(t)?)?;
    dict.set_text(t, "n_unnamed_fields", Obj::from_i32(0))?;
    let names = fields.iter().take(facts.visible).map(|f| f.name.into_py(t)).collect::<PyResult<Vec<Obj>>>()?;
    dict.set_text(t, "__match_args__", Tuple::from_vec(t, names)?.into_obj())?;
    taipan_vm::object::lookup::modified(t, class);
    Ok(())
}

/// Declares a struct sequence type in a module of its name:
/// `struct_sequence!(version_info, "sys", "version_info", 5, DISALLOW, "doc", [major "…", …]);`
#[macro_export]
macro_rules! struct_sequence {
    ($module:ident, $python_module:literal, $name:literal, $visible:literal, $flags:expr, $doc:literal, [$($field:ident $field_doc:literal,)*]) => {
        pub mod $module {
            use taipan_vm::object::slots::{SlotFn, SlotId};
            use taipan_vm::object::types::{GetSetDef, Layout, NativeType, StaticType, Type, TypeSpec, type_flag};
            use $crate::struct_sequence as base;

            static LAYOUT: Layout = base::layout();

            #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
            enum Index { $($field),* }

            static SPEC: TypeSpec = TypeSpec {
                name: $name,
                module: $python_module,
                doc: Some($doc),
                base: Some(|| taipan_vm::builtins::tuple::Tuple::static_type()),
                basicsize: 32,
                itemsize: 8,
                flags: type_flag::TUPLE_SUBCLASS | type_flag::HAVE_GC | $flags,
                slots: if $flags & type_flag::DISALLOW_INSTANTIATION != 0 {
                    &[(SlotId::repr, SlotFn::Unary(base::repr))]
                } else {
                    &[
                        (SlotId::repr, SlotFn::Unary(base::repr)),
                        (SlotId::new, SlotFn::New(|t, _, args| base::new(t, &FACTS, args))),
                    ]
                },
                methods: &[base::METHODS],
                getset: &[$(GetSetDef {
                    name: stringify!($field),
                    get: Some(|_, this| Ok(base::field(this, Index::$field as usize))),
                    set: Some(base::read_only),
                    doc: $field_doc,
                }),*],
                layout: &LAYOUT,
            };

            static CLASS: StaticType = StaticType::new(taipan_vm::builtins::type_object::metatype(), &SPEC);

            pub fn class() -> &'static Type {
                &CLASS
            }

            pub static FACTS: base::Facts = base::Facts { class, visible: $visible };
        }
    };
}

/// Methods of every struct sequence.
#[repr(C)]
pub struct Methods {
    head: Header,
}

#[taipan_macros::pymethods(list = METHODS, class = "structseq")]
impl Methods {
    #[pymethod]
    fn __reduce__(t: &Thread, this: &Obj) -> PyResult {
        reduce(t, this)
    }

    /// Return a copy of the structure with new values for the specified fields.
    #[pymethod(sig = "($self, /, **changes)")]
    fn __replace__(t: &Thread, this: &Obj, args: Args) -> PyResult {
        replace(t, this, args)
    }
}
