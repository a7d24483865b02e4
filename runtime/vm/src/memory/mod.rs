//! Memory: the page heap, destruction of objects and the cycle collector.
//!
//! [`heap`] hands out blocks, [`object`] makes objects in them, [`destroy`] takes them apart when
//! the last reference goes, [`collector`] finds cycles. Nothing here knows a particular type.

pub mod collector;
pub mod destroy;
pub mod heap;
pub mod object;

use std::ptr::NonNull;

use crate::object::header::Header;
use crate::object::value::{Obj, Value};

pub use object::{new_object, new_variable};

/// Is shown each object that another one owns.
pub struct Visitor<'a> {
    visit: &'a mut dyn FnMut(NonNull<Header>),
}

impl<'a> Visitor<'a> {
    pub fn new(visit: &'a mut dyn FnMut(NonNull<Header>)) -> Visitor<'a> {
        Visitor { visit }
    }

    /// Shows a word; immediates (NULL among them) are passed over.
    #[inline]
    pub fn value(&mut self, value: Value) {
        if let Some(header) = value.header() {
            (self.visit)(header);
        }
    }

    #[inline]
    pub fn object(&mut self, object: &Obj) {
        self.value(object.value());
    }
}
