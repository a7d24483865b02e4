//! Shapes: hidden classes that map attribute names to slots of an instance.
//!
//! A class has a root shape per inline capacity; adding an attribute follows or makes a transition.
//! A shape belongs to one class, so a test of the shape id tests the class too. Slot `i` lies inline
//! behind the aux word while `i < capacity`, otherwise in the overflow array of the aux record.

use std::cell::{Cell, UnsafeCell};

use rustc_hash::FxHashMap;

use super::header::flag;
use super::types::Type;
use super::value::{Obj, Value};
use crate::builtins::str::Str;

/// Instances with more attributes than this get a dict instead of a shape.
pub const MAX_SLOTS: usize = 128;
/// No object keeps more attributes inline than this.
pub const MAX_INLINE: u32 = 60;
/// From this many names on a shape looks them up by hash.
const LINEAR_NAMES: usize = 8;

pub struct Shape {
    id: u32,
    class: Cell<*const Type>,
    capacity: u32,
    /// Interned names in slot order, owned.
    names: Vec<Obj>,
    /// Slot by name pointer, where there are many.
    index: Option<FxHashMap<u64, u32>>,
    parent: u32,
    /// The attributes are in the aux record's dict; the slots hold nothing.
    dict_mode: bool,
    transitions: UnsafeCell<Vec<(u64, u32)>>,
}

/// The transition key under which a root keeps its dict-mode twin; no name has this word.
const DICT_MODE_KEY: u64 = 0;

impl Shape {
    #[inline(always)]
    pub fn id(&self) -> u32 {
        self.id
    }

    #[inline(always)]
    pub fn capacity(&self) -> u32 {
        self.capacity
    }

    #[inline(always)]
    pub fn is_dict_mode(&self) -> bool {
        self.dict_mode
    }

    pub fn class(&self) -> *const Type {
        self.class.get()
    }

    pub fn parent(&self) -> u32 {
        self.parent
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    pub fn names(&self) -> &[Obj] {
        &self.names
    }

    /// The slot of an interned name.
    #[inline]
    pub fn slot(&self, name: Value) -> Option<u32> {
        match &self.index {
            Some(index) => index.get(&name.bits()).copied(),
            None => self.names.iter().position(|n| n.value() == name).map(|i| i as u32),
        }
    }
}

/// Every shape of an interpreter, by id. Id 0 stands for "no shape".
pub struct Shapes {
    table: UnsafeCell<Vec<*mut Shape>>,
}

impl Shapes {
    pub fn new() -> Shapes {
        let none = Box::new(Shape {
            id: 0,
            class: Cell::new(std::ptr::null()),
            capacity: 0,
            names: Vec::new(),
            index: None,
            parent: 0,
            dict_mode: false,
            transitions: UnsafeCell::new(Vec::new()),
        });
        Shapes { table: UnsafeCell::new(vec![Box::into_raw(none)]) }
    }

    #[inline(always)]
    pub fn get(&self, id: u32) -> &Shape {
        // SAFETY: ids are only made by `add`, and shapes are never freed.
        unsafe { &**(&*self.table.get()).get_unchecked(id as usize) }
    }

    fn add(&self, mut shape: Shape) -> Option<u32> {
        // SAFETY: no borrow of the table outlives a method of this type.
        let table = unsafe { &mut *self.table.get() };
        let id = table.len() as u32;
        // The last ids are kept for dict-mode twins.
        if id > flag::SHAPE_MASK || (id > flag::SHAPE_MASK / 2 && !shape.dict_mode) {
            return None;
        }
        shape.id = id;
        table.push(Box::into_raw(Box::new(shape)));
        Some(id)
    }

    /// A new root for instances of `class` with `capacity` inline slots.
    pub fn new_root(&self, class: &Type, capacity: u32) -> Option<u32> {
        self.add(Shape {
            id: 0,
            class: Cell::new(class),
            capacity,
            names: Vec::new(),
            index: None,
            parent: 0,
            dict_mode: false,
            transitions: UnsafeCell::new(Vec::new()),
        })
    }

    /// The shape that `id` turns into when `name` (interned) is added. None: too many attributes or
    /// shapes; the instance must fall back to a dict.
    pub fn with_name(&self, id: u32, name: &Obj) -> Option<u32> {
        let from = self.get(id);
        let key = name.value().bits();
        // SAFETY: as in `add`.
        if let Some(&(_, to)) = unsafe { &*from.transitions.get() }.iter().find(|(n, _)| *n == key) {
            return Some(to);
        }
        if from.names.len() >= MAX_SLOTS {
            return None;
        }
        debug_assert!(crate::builtins::str::is_interned(name));
        let mut names = from.names.clone();
        names.push(name.clone());
        let index = (names.len() > LINEAR_NAMES)
            .then(|| names.iter().enumerate().map(|(i, n)| (n.value().bits(), i as u32)).collect());
        let to = self.add(Shape {
            id: 0,
            class: Cell::new(from.class.get()),
            capacity: from.capacity,
            names,
            index,
            parent: id,
            dict_mode: false,
            transitions: UnsafeCell::new(Vec::new()),
        })?;
        // SAFETY: as above.
        unsafe { &mut *from.transitions.get() }.push((key, to));
        Some(to)
    }

    /// The shape with the same root as `id` and the given names in order.
    pub fn with_names(&self, root: u32, names: impl Iterator<Item = Obj>) -> Option<u32> {
        let mut id = root;
        for name in names {
            id = self.with_name(id, &name)?;
        }
        Some(id)
    }

    /// The shape of instances like those of `id` whose attributes are in a dict.
    pub fn dict_mode(&self, id: u32) -> u32 {
        let root_id = self.root_of(id);
        let root = self.get(root_id);
        // SAFETY: as in `add`.
        if let Some(&(_, to)) = unsafe { &*root.transitions.get() }.iter().find(|(n, _)| *n == DICT_MODE_KEY) {
            return to;
        }
        let twin = self.add(Shape {
            id: 0,
            class: Cell::new(root.class.get()),
            capacity: root.capacity,
            names: Vec::new(),
            index: None,
            parent: root_id,
            dict_mode: true,
            transitions: UnsafeCell::new(Vec::new()),
        });
        let twin = twin.expect("room is left for the twin: roots are made while ids are plentiful");
        // SAFETY: as above.
        unsafe { &mut *root.transitions.get() }.push((DICT_MODE_KEY, twin));
        twin
    }

    /// The root a shape derives from.
    pub fn root_of(&self, mut id: u32) -> u32 {
        while !self.get(id).is_empty() || self.get(id).dict_mode {
            id = self.get(id).parent();
        }
        id
    }

    /// Called when a class dies: its shapes no longer refer to it.
    pub fn forget_class(&self, class: *const Type) {
        // SAFETY: as in `add`.
        for &shape in unsafe { &*self.table.get() } {
            // SAFETY: shapes are never freed.
            let shape = unsafe { &*shape };
            if shape.class.get() == class {
                shape.class.set(std::ptr::null());
            }
        }
    }
}

impl Default for Shapes {
    fn default() -> Shapes {
        Shapes::new()
    }
}

/// Helps code that holds a name of unknown provenance.
pub fn as_interned(name: &Obj) -> Option<&Str> {
    name.exact::<Str>().filter(|s| s.is_interned())
}
