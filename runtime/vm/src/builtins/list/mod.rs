//! `list`: a growable array; laid out as CPython's (`size`, `items`, `allocated`).
//!
//! Items may change under any call that runs Python code, so nothing here keeps a reference into the
//! array across one: items are read by index and cloned.

pub mod class;
pub mod methods;

use std::cell::Cell;
use std::ptr::{NonNull, null_mut};

use smallvec::SmallVec;

use crate::memory::{self, Visitor};
use crate::object::header::Header;
use crate::object::types::Type;
use crate::object::value::{Obj, Ref, Value};
use crate::thread::{PyResult, Thread};

#[repr(C)]
pub struct List {
    head: Header,
    pub(crate) size: Cell<usize>,
    pub(crate) items: Cell<*mut Value>,
    pub(crate) allocated: Cell<usize>,
}

impl Drop for List {
    fn drop(&mut self) {
        self.drop_items();
    }
}

impl List {
    pub fn new(t: &Thread) -> PyResult<Ref<List>> {
        List::with_class(t, List::class())
    }

    pub fn with_class(t: &Thread, class: &Type) -> PyResult<Ref<List>> {
        memory::new_object(t, class, |head| List {
            head,
            size: Cell::new(0),
            items: Cell::new(null_mut()),
            allocated: Cell::new(0),
        })
    }

    pub fn with_capacity(t: &Thread, capacity: usize) -> PyResult<Ref<List>> {
        let list = List::new(t)?;
        if capacity != 0 {
            list.resize_storage(t, capacity)?;
        }
        Ok(list)
    }

    pub fn from_vec(t: &Thread, items: Vec<Obj>) -> PyResult<Ref<List>> {
        let list = List::with_capacity(t, items.len())?;
        for (i, item) in items.into_iter().enumerate() {
            // SAFETY: room for all items was made.
            unsafe { *list.at(i) = item.into_raw() };
            list.size.set(i + 1);
        }
        Ok(list)
    }

    pub fn from_slice(t: &Thread, items: &[Obj]) -> PyResult<Ref<List>> {
        List::from_exact(t, items.len(), items.iter().cloned())
    }

    /// A list of the `count` items that an iterator gives, which runs no Python code.
    #[inline]
    pub fn from_exact(t: &Thread, count: usize, items: impl Iterator<Item = Obj>) -> PyResult<Ref<List>> {
        let list = List::with_capacity(t, count)?;
        let place = list.items.get();
        let mut written = 0;
        for item in items.take(count) {
            // SAFETY: room for `count` items was made.
            unsafe { *place.add(written) = item.into_raw() };
            written += 1;
        }
        list.size.set(written);
        Ok(list)
    }

    /// `count` times the given items.
    pub fn repeated(t: &Thread, items: &[Obj], count: usize) -> PyResult<Ref<List>> {
        let Some(total) = items.len().checked_mul(count) else { return Err(t.no_memory()) };
        if let [one] = items
            && one.header().is_none()
        {
            let list = List::with_capacity(t, total)?;
            // SAFETY: room for all was made; the word is no reference.
            unsafe { std::slice::from_raw_parts_mut(list.items.get(), total) }.fill(one.value());
            list.size.set(total);
            return Ok(list);
        }
        List::from_exact(t, total, (0..count).flat_map(|_| items.iter().cloned()))
    }

    /// Whether items lie in this list's storage.
    #[inline]
    fn owns(&self, items: &[Obj]) -> bool {
        let start = self.items.get() as usize;
        (start..start + 8 * self.len()).contains(&(items.as_ptr() as usize))
    }

    /// Replaces as many items from `start` on as are given; within bounds.
    pub fn replace_range(&self, start: usize, with: &[Obj]) {
        debug_assert!(start + with.len() <= self.len());
        let place = self.at(start);
        if self.owns(with) {
            let apart: Vec<Obj> = with.to_vec();
            return self.replace_range(start, &apart);
        }
        // Objects that would be destroyed wait until the list is whole again.
        let mut dying: SmallVec<[Obj; 8]> = SmallVec::new();
        for (index, item) in with.iter().enumerate() {
            // SAFETY: within bounds; the old reference moves out, and nothing runs meanwhile.
            unsafe {
                let old = std::mem::replace(&mut *place.add(index), item.clone().into_raw());
                if !old.release_shared() {
                    dying.push(Obj::from_raw(old));
                }
            }
        }
        // From the end, as CPython does.
        while let Some(old) = dying.pop() {
            drop(old);
        }
    }

    /// A list that takes over `count` owned words.
    ///
    /// # Safety
    /// The words are values whose references the caller gives up, also where this fails.
    pub unsafe fn from_raw(t: &Thread, words: *const Value, count: usize) -> PyResult<Ref<List>> {
        let made = List::with_capacity(t, count);
        match made {
            Ok(list) => {
                // SAFETY: room was made; the references move.
                unsafe { std::ptr::copy_nonoverlapping(words, list.items.get(), count) };
                list.size.set(count);
                Ok(list)
            }
            Err(raised) => {
                for i in 0..count {
                    // SAFETY: as promised.
                    drop(unsafe { Obj::from_raw(*words.add(i)) });
                }
                Err(raised)
            }
        }
    }

    #[inline(always)]
    fn at(&self, index: usize) -> *mut Value {
        self.items.get().wrapping_add(index)
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.size.get()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at an index, if it is within bounds.
    #[inline(always)]
    pub fn get(&self, index: usize) -> Option<Obj> {
        if index >= self.size.get() {
            return None;
        }
        // SAFETY: within bounds; the list owns the item.
        Some(unsafe { (*self.at(index)).to_obj() })
    }

    /// The items, borrowed.
    ///
    /// # Safety
    /// Nothing that could change the list runs while the slice is used: no Python code, no drop.
    #[inline(always)]
    pub unsafe fn as_slice(&self) -> &[Obj] {
        if self.size.get() == 0 {
            return &[];
        }
        // SAFETY: `size` items are there.
        unsafe { std::slice::from_raw_parts(self.items.get().cast(), self.size.get()) }
    }

    pub fn to_vec(&self) -> Vec<Obj> {
        // SAFETY: cloning runs no Python code.
        unsafe { self.as_slice() }.to_vec()
    }

    /// Swaps a word in for an item within bounds. The references change owners.
    ///
    /// # Safety
    /// The word is an owned value and the index within bounds.
    #[inline(always)]
    pub unsafe fn replace_word(&self, index: usize, word: Value) -> Value {
        // SAFETY: as promised.
        unsafe { std::mem::replace(&mut *self.at(index), word) }
    }

    /// Replaces an item within bounds; the old one is returned.
    #[inline(always)]
    pub fn replace(&self, index: usize, value: Obj) -> Option<Obj> {
        if index >= self.size.get() {
            return None;
        }
        // SAFETY: within bounds; the old reference moves to the caller.
        Some(unsafe { Obj::from_raw(std::mem::replace(&mut *self.at(index), value.into_raw())) })
    }

    #[inline(always)]
    pub fn push(&self, t: &Thread, value: Obj) -> PyResult<()> {
        let size = self.size.get();
        if size == self.allocated.get() {
            self.grow(t, size + 1)?;
        }
        // SAFETY: room was made.
        unsafe { *self.at(size) = value.into_raw() };
        self.size.set(size + 1);
        Ok(())
    }

    pub fn pop(&self, t: &Thread) -> Option<Obj> {
        let size = self.size.get();
        if size == 0 {
            return None;
        }
        self.size.set(size - 1);
        // SAFETY: within bounds; the reference moves out.
        let item = unsafe { Obj::from_raw(*self.at(size - 1)) };
        self.shrink(t);
        Some(item)
    }

    pub fn insert(&self, t: &Thread, index: usize, value: Obj) -> PyResult<()> {
        let size = self.size.get();
        let index = index.min(size);
        if size == self.allocated.get() {
            self.grow(t, size + 1)?;
        }
        // SAFETY: room for one more was made.
        unsafe {
            std::ptr::copy(self.at(index), self.at(index + 1), size - index);
            *self.at(index) = value.into_raw();
        }
        self.size.set(size + 1);
        Ok(())
    }

    /// Takes an item within bounds out.
    pub fn remove(&self, t: &Thread, index: usize) -> Option<Obj> {
        let size = self.size.get();
        if index >= size {
            return None;
        }
        // SAFETY: within bounds; the reference moves out and the rest closes up.
        let item = unsafe {
            let item = Obj::from_raw(*self.at(index));
            std::ptr::copy(self.at(index + 1), self.at(index), size - index - 1);
            item
        };
        self.size.set(size - 1);
        self.shrink(t);
        Some(item)
    }

    /// `list.insert(index, value)`
    pub fn insert_at(&self, t: &Thread, index: isize, value: Obj) -> PyResult<()> {
        let index = if index < 0 { index.saturating_add(self.len() as isize).max(0) } else { index };
        self.insert(t, index as usize, value)
    }

    /// `list.pop(index)`
    pub fn pop_at(&self, t: &Thread, index: isize) -> PyResult {
        let length = self.len();
        if length == 0 {
            return Err(t.index_error("pop from empty list"));
        }
        let index = if index < 0 { index.saturating_add(length as isize) } else { index };
        let item = match usize::try_from(index) {
            Ok(index) if index + 1 == length => self.pop(t),
            Ok(index) => self.remove(t, index),
            Err(_) => None,
        };
        item.ok_or_else(|| t.index_error("pop index out of range"))
    }

    /// Replaces `count` items from `start` on by items of a list, this one or another, from `from` on, `step` apart;
    /// all are within bounds. The old ones are dropped when the list is whole again.
    pub fn copy_range(&self, start: usize, other: &List, from: usize, step: isize, count: usize) {
        const FEW: usize = 16;
        let (mut few, mut many) = ([Value::NULL; FEW], Vec::new());
        let words: &mut [Value] = if count <= FEW {
            &mut few[..count]
        } else {
            many.resize(count, Value::NULL);
            &mut many
        };
        let (mut source, target) = (other.at(from), self.at(start));
        let mut has_objects = false;
        // SAFETY: within bounds; what is read is counted, then changes places with what was there.
        unsafe {
            for word in words.iter_mut() {
                *word = (*source).incref();
                source = source.wrapping_offset(step);
            }
            for (index, word) in words.iter_mut().enumerate() {
                std::mem::swap(&mut *target.add(index), word);
                has_objects |= word.is_pointer();
            }
        }
        if has_objects {
            // From the end, as CPython does.
            for &word in words.iter().rev() {
                // SAFETY: the old items' references are given up here.
                drop(unsafe { Obj::from_raw(word) });
            }
        }
    }

    /// Replaces the items `start..end` by others, of any number; the old ones are dropped when the list is whole
    /// again.
    pub fn replace_by_others(&self, t: &Thread, start: usize, end: usize, with: Vec<Obj>) -> PyResult<()> {
        let mut old = self.splice(t, start, end, with)?;
        // From the end, as CPython does.
        while let Some(item) = old.pop() {
            drop(item);
        }
        Ok(())
    }

    /// Replaces the items `start..end` by others and returns the old ones, for the caller to drop when
    /// the list is whole again.
    pub fn splice(&self, t: &Thread, start: usize, end: usize, with: Vec<Obj>) -> PyResult<Vec<Obj>> {
        let size = self.size.get();
        let (start, end) = (start.min(size), end.clamp(start.min(size), size));
        let new_size = size - (end - start) + with.len();
        if new_size > self.allocated.get() {
            self.grow(t, new_size)?;
        }
        let mut old = Vec::with_capacity(end - start);
        // SAFETY: room for the new size was made; references move out, over and in.
        unsafe {
            for i in start..end {
                old.push(Obj::from_raw(*self.at(i)));
            }
            std::ptr::copy(self.at(end), self.at(start + with.len()), size - end);
            for (i, item) in with.into_iter().enumerate() {
                *self.at(start + i) = item.into_raw();
            }
        }
        self.size.set(new_size);
        self.shrink(t);
        Ok(old)
    }

    /// Takes all items out; the list is empty afterwards.
    pub fn take(&self) -> Vec<Obj> {
        let count = self.size.replace(0);
        // SAFETY: the references move out.
        (0..count).map(|i| unsafe { Obj::from_raw(*self.at(i)) }).collect()
    }

    /// Puts items into an empty list.
    pub fn fill(&self, t: &Thread, items: Vec<Obj>) -> PyResult<()> {
        let old = self.take();
        if items.len() > self.allocated.get() {
            self.resize_storage(t, items.len())?;
        }
        for (i, item) in items.into_iter().enumerate() {
            // SAFETY: room for all items was made.
            unsafe { *self.at(i) = item.into_raw() };
            self.size.set(i + 1);
        }
        drop(old);
        Ok(())
    }

    pub fn clear(&self) {
        let items = self.items.replace(null_mut());
        let (size, allocated) = (self.size.replace(0), self.allocated.replace(0));
        drop_storage(items, size, allocated);
    }

    fn drop_items(&mut self) {
        drop_storage(self.items.get(), self.size.get(), self.allocated.get());
    }

    /// Makes room for `wanted` items and some more, as CPython's `list_resize` does.
    #[cold]
    fn grow(&self, t: &Thread, wanted: usize) -> PyResult<()> {
        let size = self.size.get();
        let mut capacity = (wanted + (wanted >> 3) + 6) & !3;
        if wanted - size > capacity - wanted {
            capacity = (wanted + 3) & !3;
        }
        self.resize_storage(t, capacity)
    }

    fn shrink(&self, t: &Thread) {
        let (size, allocated) = (self.size.get(), self.allocated.get());
        if size < allocated >> 1 && allocated > 16 {
            let _ = self.resize_storage(t, size + (size >> 3) + 6);
        }
    }

    /// Moves the items to storage for `capacity` of them.
    fn resize_storage(&self, t: &Thread, capacity: usize) -> PyResult<()> {
        let size = self.size.get();
        let capacity = capacity.max(size);
        let Some(bytes) = capacity.checked_mul(8).filter(|&b| b <= isize::MAX as usize) else {
            return Err(t.no_memory());
        };
        let old = self.items.get();
        let old_bytes = self.allocated.get() * 8;
        let bytes = memory::object::buffer_capacity(bytes.max(8));
        // SAFETY: the storage is ours; where it moves, the old one is gone.
        let moved = unsafe { t.heap.resize_buffer(old.cast(), old_bytes, bytes, size * 8) };
        let Some(moved) = moved else { return Err(t.no_memory()) };
        self.items.set(moved.as_ptr().cast());
        self.allocated.set(bytes / 8);
        Ok(())
    }

    fn visit(&self, visitor: &mut Visitor) {
        // SAFETY: the visitor runs no Python code.
        unsafe { self.as_slice() }.iter().for_each(|item| visitor.object(item));
    }

    fn clear_references(&self, _t: &Thread) {
        self.clear();
    }
}

/// Drops items and their storage.
fn drop_storage(items: *mut Value, size: usize, allocated: usize) {
    let Some(items) = NonNull::new(items) else { return };
    // From the end, as CPython does.
    for i in (0..size).rev() {
        // SAFETY: taken out of the list; each reference is given up once.
        drop(unsafe { Obj::from_raw(*items.as_ptr().add(i)) });
    }
    // SAFETY: made by resize_buffer with this many bytes.
    unsafe { memory::object::free_buffer(Thread::current(), items.as_ptr().cast(), allocated * 8) };
}
