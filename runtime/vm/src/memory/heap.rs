//! The page heap: size classes in 64 KiB pages, one free list per page.
//!
//! A page belongs to one size class and one [`Kind`]. Allocation pops from the current page of its
//! class (load the page, load the block, load its successor, store it); freeing pushes onto the
//! page the block lies in. Only when a page runs out, or gets its first free block back, are lists of
//! pages touched. Pages of kind [`Kind::Gc`] are what the collector walks; a block whose refcount
//! (first four bytes) is zero is free. Large blocks come from the global allocator.
//!
//! Allocations of objects the collector follows are counted per page as pages run out, so that
//! the fast path counts nothing.

use std::alloc::Layout;
use std::cell::{Cell, UnsafeCell};
use std::mem::offset_of;
use std::ptr::{NonNull, null_mut};

use taipan_abi::layout;

use crate::object::header::{Header, flag};

/// Bytes of a page; pages are aligned to their size.
pub const PAGE_SIZE: usize = 64 << 10;
/// Pages are reserved from the system in chunks of this many.
const CHUNK_PAGES: usize = 16;
/// Blocks above this many bytes are large.
pub const MAX_SMALL: usize = 2048;
const PAGE_HEADER: usize = 128;
/// Fresh blocks are strung onto the free list for this many bytes at once.
const EXTEND_BYTES: usize = 4096;

/// What the blocks of a page hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Objects the collector need not follow.
    Plain = 0,
    /// Objects the collector follows.
    Gc = 1,
    /// Buffers owned by objects.
    Raw = 2,
}

/// The generation that collections of everything collect.
pub const OLDEST: u8 = 2;

/// What offsets of less than 2^16 are multiplied by to divide them by a block size.
const fn reciprocal(block_size: u32) -> u32 {
    ((1u64 << 32).div_ceil(block_size as u64)) as u32
}

const KINDS: usize = 3;
const CLASSES: usize = 41;

/// Block sizes by class: steps of 16 to 512, then four per doubling.
const fn class_size(class: usize) -> usize {
    if class <= 32 {
        class * 16
    } else {
        let step = class - 33;
        let base = 512 << (step / 4);
        base + (base / 4) * (step % 4 + 1)
    }
}

#[inline(always)]
pub const fn size_class(bytes: usize) -> usize {
    if bytes <= 512 {
        if bytes <= 16 { 1 } else { bytes.div_ceil(16) }
    } else {
        let log = (usize::BITS - 1 - (bytes - 1).leading_zeros()) as usize;
        let base = 1 << log;
        33 + (log - 9) * 4 + (bytes - 1 - base) / (base / 4)
    }
}

const _: () = {
    let mut bytes = 1;
    while bytes <= MAX_SMALL {
        let class = size_class(bytes);
        assert!(class < CLASSES && class_size(class) >= bytes);
        assert!(class == 1 || class_size(class - 1) < bytes);
        bytes += 1;
    }
};

/// A free block: the zero refcount lies where a live object's is.
#[repr(C)]
struct Block {
    refcount: u32,
    flags: u32,
    next: *mut Block,
}

/// The start of every page.
#[repr(C)]
struct Page {
    free: Cell<*mut Block>,
    /// Not current: frees are counted in `used`.
    idle: Cell<bool>,
    /// On the list of its class's available pages.
    listed: Cell<bool>,
    kind: Kind,
    class: u8,
    /// The youngest generation that objects in here may be of.
    youngest: Cell<u8>,
    block_size: u32,
    /// 2^32 / `block_size`, rounded up: offsets within a page are divided by multiplying.
    reciprocal: u32,
    /// Blocks there is room for, and how many of them were ever on the free list.
    capacity: u32,
    extended: Cell<u32>,
    /// Blocks in use, exact only while the page is not current.
    used: Cell<u32>,
    /// Blocks in use when the page became current.
    used_at_start: Cell<u32>,
    /// The number of the first block, while a collection numbers objects.
    first_number: Cell<usize>,
    next_available: Cell<*mut Page>,
}

const _: () = assert!(size_of::<Page>() <= PAGE_HEADER);

impl Page {
    #[inline(always)]
    fn of(block: *const u8) -> *mut Page {
        (block as usize & !(PAGE_SIZE - 1)) as *mut Page
    }

    fn block(&self, index: u32) -> *mut Block {
        let start = self as *const Page as usize + PAGE_HEADER;
        (start + index as usize * self.block_size as usize) as *mut Block
    }

    /// Calls `f` for every live object of the page.
    fn for_each_live(&self, mut f: impl FnMut(NonNull<Header>)) {
        for index in 0..self.extended.get() {
            let header = self.block(index).cast::<Header>();
            // SAFETY: a block that was extended starts with a refcount.
            if unsafe { (*header).refcount() } != 0
                && let Some(header) = NonNull::new(header)
            {
                f(header);
            }
        }
    }

    /// Strings fresh blocks onto the empty free list; false when there are none left.
    fn extend(&self) -> bool {
        let from = self.extended.get();
        let count = (EXTEND_BYTES as u32 / self.block_size).max(1).min(self.capacity - from);
        if count == 0 {
            return false;
        }
        for index in from..from + count {
            let next = if index + 1 < from + count { self.block(index + 1) } else { null_mut() };
            // SAFETY: the block lies in this page and nobody uses it.
            unsafe { self.block(index).write(Block { refcount: 0, flags: 0, next }) };
        }
        self.free.set(self.block(from));
        self.extended.set(from + count);
        true
    }
}

/// A placeholder that is always out of blocks, so that the fast path needs no null test.
#[repr(align(64))]
struct EmptyPage(Page);

// SAFETY: nothing is ever written to it: it has no blocks to hand out or take back.
unsafe impl Sync for EmptyPage {}

static EMPTY_PAGE: EmptyPage = EmptyPage(Page {
    free: Cell::new(null_mut()),
    idle: Cell::new(true),
    listed: Cell::new(false),
    kind: Kind::Plain,
    class: 0,
    youngest: Cell::new(OLDEST),
    block_size: 16,
    reciprocal: 1 << 28,
    capacity: 0,
    extended: Cell::new(0),
    used: Cell::new(0),
    used_at_start: Cell::new(0),
    first_number: Cell::new(0),
    next_available: Cell::new(null_mut()),
});

/// A thread's heap.
#[repr(C)]
pub struct Heap {
    current: [[Cell<*const Page>; CLASSES]; KINDS],
    available: [[Cell<*mut Page>; CLASSES]; KINDS],
    chunk: Cell<(*mut u8, usize)>,
    gc_pages: UnsafeCell<Vec<*mut Page>>,
    /// Pages of objects that the collector does not follow.
    plain_pages: UnsafeCell<Vec<*mut Page>>,
    large_gc: UnsafeCell<Vec<*mut Header>>,
    /// Net allocations of followed objects since the last collection, page by page.
    pub young_count: Cell<usize>,
    /// What `young_count` must pass for a collection to be asked for.
    pub threshold: Cell<usize>,
    pub collection_due: Cell<bool>,
}

/// Bytes in front of a large block: its index in `large_gc`, so that it can be taken out.
const LARGE_PREFIX: usize = 16;

// What compiled code takes blocks by.
const _: () = assert!(offset_of!(Page, free) == layout::heap::FREE as usize);
const _: () = assert!(offset_of!(Block, next) == layout::heap::NEXT as usize);

impl Heap {
    /// Where in the heap the page lies that blocks of some size come from; None where they are large.
    pub fn page_offset(kind: Kind, bytes: usize) -> Option<usize> {
        let place = kind as usize * CLASSES + size_class(bytes.min(MAX_SMALL));
        (bytes <= MAX_SMALL).then(|| offset_of!(Heap, current) + place * size_of::<Cell<*const Page>>())
    }

    pub fn new() -> Heap {
        Heap {
            current: std::array::from_fn(|_| std::array::from_fn(|_| Cell::new(&raw const EMPTY_PAGE.0))),
            available: std::array::from_fn(|_| std::array::from_fn(|_| Cell::new(null_mut()))),
            chunk: Cell::new((null_mut(), 0)),
            gc_pages: UnsafeCell::new(Vec::new()),
            plain_pages: UnsafeCell::new(Vec::new()),
            large_gc: UnsafeCell::new(Vec::new()),
            young_count: Cell::new(0),
            threshold: Cell::new(2000),
            collection_due: Cell::new(false),
        }
    }

    /// A block of at least `bytes`; its content is arbitrary but for a zero refcount. None when
    /// memory is exhausted.
    #[inline(always)]
    pub fn allocate(&self, kind: Kind, bytes: usize) -> Option<NonNull<u8>> {
        if bytes > MAX_SMALL {
            return self.allocate_large(kind, bytes);
        }
        let class = size_class(bytes);
        // SAFETY: current always points to a page (perhaps the empty one).
        let page = unsafe { &*self.current[kind as usize][class].get() };
        let block = page.free.get();
        if block.is_null() {
            return self.allocate_slow(kind, class);
        }
        // SAFETY: a block on the free list is ours and holds its successor.
        page.free.set(unsafe { (*block).next });
        NonNull::new(block.cast())
    }

    #[cold]
    #[inline(never)]
    fn allocate_slow(&self, kind: Kind, class: usize) -> Option<NonNull<u8>> {
        let current = &self.current[kind as usize][class];
        // SAFETY: as in allocate.
        let old = unsafe { &*current.get() };
        if !(old.extended.get() < old.capacity && old.extend()) {
            self.retire(old);
            let page = self.page_with_room(kind, class)?;
            current.set(page);
        }
        // SAFETY: current points to a page with a free block now.
        let page = unsafe { &*current.get() };
        let block = page.free.get();
        debug_assert!(!block.is_null());
        // SAFETY: as in allocate.
        page.free.set(unsafe { (*block).next });
        NonNull::new(block.cast())
    }

    /// Takes leave of a current page that has no free block.
    fn retire(&self, page: &Page) {
        if page.capacity == 0 {
            return;
        }
        page.idle.set(true);
        page.used.set(page.capacity);
        if page.kind == Kind::Gc {
            let gained = page.capacity - page.used_at_start.get();
            self.young_count.set(self.young_count.get() + gained as usize);
            if self.young_count.get() >= self.threshold.get() {
                self.collection_due.set(true);
            }
        }
    }

    fn page_with_room(&self, kind: Kind, class: usize) -> Option<*const Page> {
        let list = &self.available[kind as usize][class];
        let page = list.get();
        let page = if page.is_null() {
            self.new_page(kind, class)?
        } else {
            // SAFETY: listed pages are alive.
            list.set(unsafe { (*page).next_available.get() });
            page
        };
        // SAFETY: just taken from the list or made.
        let page = unsafe { &*page };
        page.idle.set(false);
        page.listed.set(false);
        page.youngest.set(0);
        page.used_at_start.set(page.used.get());
        if page.free.get().is_null() {
            page.extend();
        }
        Some(page)
    }

    fn new_page(&self, kind: Kind, class: usize) -> Option<*mut Page> {
        let (mut at, mut left) = self.chunk.get();
        if left == 0 {
            let layout = Layout::from_size_align(PAGE_SIZE * CHUNK_PAGES, PAGE_SIZE).ok()?;
            // SAFETY: the layout is not empty.
            at = unsafe { std::alloc::alloc(layout) };
            if at.is_null() {
                return None;
            }
            left = CHUNK_PAGES;
        }
        self.chunk.set((at.wrapping_add(PAGE_SIZE), left - 1));
        let block_size = class_size(class) as u32;
        let page = at.cast::<Page>();
        // SAFETY: fresh memory, aligned to a page, for us alone.
        unsafe {
            page.write(Page {
                free: Cell::new(null_mut()),
                idle: Cell::new(false),
                listed: Cell::new(false),
                kind,
                class: class as u8,
                youngest: Cell::new(0),
                block_size,
                reciprocal: reciprocal(block_size),
                capacity: (PAGE_SIZE - PAGE_HEADER) as u32 / block_size,
                extended: Cell::new(0),
                used: Cell::new(0),
                used_at_start: Cell::new(0),
                first_number: Cell::new(0),
                next_available: Cell::new(null_mut()),
            });
        }
        let list = match kind {
            Kind::Gc => Some(&self.gc_pages),
            Kind::Plain => Some(&self.plain_pages),
            Kind::Raw => None,
        };
        if let Some(list) = list {
            // SAFETY: nothing below this borrow touches the list.
            unsafe { &mut *list.get() }.push(page);
        }
        Some(page)
    }

    /// Gives a block back.
    ///
    /// # Safety
    /// The block came from [`Heap::allocate`] of this heap with the same number of bytes (or one of
    /// the same size class) and nobody uses it any more.
    #[inline(always)]
    pub unsafe fn free(&self, kind: Kind, block: *mut u8, bytes: usize) {
        if bytes > MAX_SMALL {
            // SAFETY: as promised by the caller.
            return unsafe { self.free_large(kind, block, bytes) };
        }
        // SAFETY: a small block lies in a page.
        let page = unsafe { &*Page::of(block) };
        let block = block.cast::<Block>();
        // SAFETY: the block is ours again.
        unsafe {
            (*block).refcount = 0;
            (*block).next = page.free.get();
        }
        page.free.set(block);
        if page.idle.get() {
            self.freed_in_idle(page);
        }
    }

    /// A page that is not current got a block back: it may serve again.
    fn freed_in_idle(&self, page: &Page) {
        let used = page.used.get() - 1;
        page.used.set(used);
        // Listing a page only once an eighth of it is free keeps collections and refills from
        // visiting many pages for few blocks.
        if !page.listed.get() && (page.capacity - used) * 8 >= page.capacity {
            page.listed.set(true);
            let list = &self.available[page.kind as usize][page.class as usize];
            page.next_available.set(list.get());
            list.set(page as *const Page as *mut Page);
        }
    }

    #[cold]
    fn allocate_large(&self, kind: Kind, bytes: usize) -> Option<NonNull<u8>> {
        let layout = Layout::from_size_align(bytes.checked_add(LARGE_PREFIX)?, 16).ok()?;
        // SAFETY: the layout is not empty.
        let base = unsafe { std::alloc::alloc(layout) };
        if base.is_null() {
            return None;
        }
        // SAFETY: the prefix lies in the block just made.
        let block = unsafe { base.add(LARGE_PREFIX) };
        if kind == Kind::Gc {
            // SAFETY: no other borrow of the list is alive.
            let list = unsafe { &mut *self.large_gc.get() };
            // SAFETY: prefix and refcount lie in the block.
            unsafe {
                base.cast::<usize>().write(list.len());
                block.cast::<u64>().write(0);
            }
            list.push(block.cast());
            self.young_count.set(self.young_count.get() + 1);
        }
        NonNull::new(block)
    }

    #[cold]
    unsafe fn free_large(&self, kind: Kind, block: *mut u8, bytes: usize) {
        // SAFETY: a large block has a prefix.
        let base = unsafe { block.sub(LARGE_PREFIX) };
        if kind == Kind::Gc {
            // SAFETY: no other borrow of the list is alive; indices in prefixes are kept true.
            unsafe {
                let list = &mut *self.large_gc.get();
                let index = base.cast::<usize>().read();
                list.swap_remove(index);
                if let Some(&moved) = list.get(index) {
                    moved.cast::<u8>().sub(LARGE_PREFIX).cast::<usize>().write(index);
                }
            }
        }
        if let Ok(layout) = Layout::from_size_align(bytes + LARGE_PREFIX, 16) {
            // SAFETY: made with this layout.
            unsafe { std::alloc::dealloc(base, layout) };
        }
    }

    /// Makes a large block of kind [`Kind::Plain`] longer, moving it if need be. None: the block is
    /// small, or memory is exhausted; nothing has changed then.
    ///
    /// # Safety
    /// The block came from [`Heap::allocate`] with `old` bytes; where Some is returned it is gone.
    pub unsafe fn grow_large(&self, block: *mut u8, old: usize, new: usize) -> Option<NonNull<u8>> {
        if old <= MAX_SMALL {
            return None;
        }
        let layout = Layout::from_size_align(old + LARGE_PREFIX, 16).ok()?;
        // SAFETY: a large block has a prefix and was made with this layout.
        unsafe {
            let base = std::alloc::realloc(block.sub(LARGE_PREFIX), layout, new.checked_add(LARGE_PREFIX)?);
            NonNull::new(base).map(|base| base.add(LARGE_PREFIX))
        }
    }

    /// Moves a buffer of kind [`Kind::Raw`] to one of `new` bytes, keeping the first `used`. `old` may be
    /// null with 0 bytes. None: memory is exhausted; nothing has changed then.
    ///
    /// # Safety
    /// `old` came from this heap with `old_bytes`; where Some is returned it is gone.
    pub unsafe fn resize_buffer(&self, old: *mut u8, old_bytes: usize, new: usize, used: usize) -> Option<NonNull<u8>> {
        if old_bytes > MAX_SMALL && new > MAX_SMALL {
            // SAFETY: both are large.
            return unsafe { self.grow_large(old, old_bytes, new) };
        }
        let fresh = self.allocate(Kind::Raw, new)?;
        if !old.is_null() {
            // SAFETY: both buffers hold at least `used` bytes; the old one is given back.
            unsafe {
                std::ptr::copy_nonoverlapping(old, fresh.as_ptr(), used);
                self.free(Kind::Raw, old, old_bytes);
            }
        }
        Some(fresh)
    }

    /// The bytes that a block of `bytes` really has.
    pub fn usable(bytes: usize) -> usize {
        if bytes > MAX_SMALL { bytes } else { class_size(size_class(bytes)) }
    }

    /// Calls `f` for every live followed object in a page that may hold some of a generation or a younger one. `f`
    /// allocates nothing and frees nothing.
    pub fn for_each_gc(&self, generation: u8, mut f: impl FnMut(NonNull<Header>)) {
        // SAFETY: `f` does not touch the heap, so the lists stay as they are.
        let (pages, large) = unsafe { (&*self.gc_pages.get(), &*self.large_gc.get()) };
        for &page in pages {
            // SAFETY: pages live as long as the heap.
            let page = unsafe { &*page };
            if page.youngest.get() > generation {
                continue;
            }
            page.for_each_live(&mut f);
        }
        for &header in large {
            // SAFETY: listed large blocks are alive.
            if unsafe { (*header).refcount() } != 0
                && let Some(header) = NonNull::new(header)
            {
                f(header);
            }
        }
    }

    /// Whether a small object that the collector follows lives at an address, which may be any word.
    pub fn is_live_gc(&self, address: u64) -> bool {
        // SAFETY: nothing here touches the list.
        let pages = unsafe { &*self.gc_pages.get() };
        let block = address as usize as *mut u8;
        let page = Page::of(block);
        if !pages.contains(&page) {
            return false;
        }
        // SAFETY: pages live as long as the heap.
        let page_ref = unsafe { &*page };
        let Some(offset) = (block as usize - page as usize).checked_sub(PAGE_HEADER) else { return false };
        let (index, rest) = (offset / page_ref.block_size as usize, offset % page_ref.block_size as usize);
        if rest != 0 || index >= page_ref.extended.get() as usize {
            return false;
        }
        // SAFETY: a block that was extended starts with a refcount.
        unsafe { (*block.cast::<Header>()).refcount() != 0 }
    }

    /// Numbers all blocks that [`Heap::for_each_gc`] may show, from 0 without gaps; returns how many there are. The
    /// numbers hold until something is allocated.
    pub fn number_gc(&self, generation: u8) -> usize {
        // SAFETY: nothing here touches the lists.
        let (pages, large) = unsafe { (&*self.gc_pages.get(), &*self.large_gc.get()) };
        let mut next = 0;
        for &page in pages {
            // SAFETY: pages live as long as the heap.
            let page = unsafe { &*page };
            if page.youngest.get() <= generation {
                page.first_number.set(next);
                next += page.extended.get() as usize;
            }
        }
        for &object in large {
            // SAFETY: a large block has two words in front, the second of which is free.
            unsafe {
                object.cast::<u8>().sub(LARGE_PREFIX).cast::<usize>().add(1).write(next);
                (*object).set_flag(flag::LARGE);
            }
            next += 1;
        }
        next
    }

    /// The number of an object that [`Heap::for_each_gc`] showed.
    #[inline]
    pub fn number_of(object: NonNull<Header>) -> usize {
        // SAFETY: shown objects lie in a page or behind a large block's prefix.
        unsafe {
            if object.as_ref().has_flag(flag::LARGE) {
                return object.as_ptr().cast::<u8>().sub(LARGE_PREFIX).cast::<usize>().add(1).read();
            }
            let page = Page::of(object.as_ptr().cast::<u8>());
            let offset = object.as_ptr() as usize - page as usize - PAGE_HEADER;
            (*page).first_number.get() + ((offset * (*page).reciprocal as usize) >> 32)
        }
    }

    /// Calls `f` for every live object but large ones that the collector does not follow. `f` allocates nothing
    /// and frees nothing.
    pub fn for_each_object(&self, mut f: impl FnMut(NonNull<Header>)) {
        self.for_each_gc(OLDEST, &mut f);
        // SAFETY: `f` does not touch the heap, so the list stays as it is.
        for &page in unsafe { &*self.plain_pages.get() } {
            // SAFETY: pages live as long as the heap.
            unsafe { &*page }.for_each_live(&mut f);
        }
    }

    /// After a collection of a generation and all younger ones: what it saw is of the next one now, and only pages that
    /// are still being filled will hold young objects.
    pub fn promote_pages(&self, generation: u8) {
        // SAFETY: nothing here touches the list.
        for &page in unsafe { &*self.gc_pages.get() } {
            // SAFETY: pages live as long as the heap.
            let youngest = unsafe { &(*page).youngest };
            if youngest.get() <= generation {
                youngest.set((generation + 1).min(OLDEST));
            }
        }
        for class in &self.current[Kind::Gc as usize] {
            let page = class.get();
            if page != &raw const EMPTY_PAGE.0 {
                // SAFETY: current pages are alive.
                unsafe { (*page).youngest.set(0) };
            }
        }
        self.young_count.set(0);
        self.collection_due.set(false);
    }
}

impl Default for Heap {
    fn default() -> Heap {
        Heap::new()
    }
}
