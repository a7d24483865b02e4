//! Memory for machine code and tables: one reserved range, near the code of the executable.
//!
//! In front lies the code, behind it the data that code refers to by distance. Code pages are never writable: they
//! are a shared mapping of a file in memory, and what is written goes through another mapping of it. Blocks are
//! handed out first fit, and merged with their neighbours when they come back. At the start of the code there is a
//! stub per helper, for calls that do not reach the helper itself.
//!
//! This is the only place that touches raw memory; whoever runs a block that was freed is beyond its help.
#![allow(unsafe_code)]

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes for code. On AArch64 calls must reach the stubs from everywhere.
const CODE: usize = 120 << 20;
/// Bytes for data.
const DATA: usize = 136 << 20;
/// How far from the executable's code the range may end, for calls to reach it.
const REACH: usize = if cfg!(target_arch = "aarch64") { 1 << 27 } else { 1 << 31 };
const STUB: usize = 16;
const ALIGNMENT: usize = 32;

/// The range.
pub struct Arena {
    base: usize,
    /// The other mapping of the code.
    writable: usize,
    stubs: usize,
    code: Mutex<Blocks>,
    data: Mutex<Blocks>,
}

/// Free blocks by offset.
#[derive(Debug)]
struct Blocks {
    free: BTreeMap<usize, usize>,
    used: usize,
}

fn rounded(size: usize) -> usize {
    size.max(1).next_multiple_of(ALIGNMENT)
}

impl Blocks {
    fn new(size: usize) -> Blocks {
        Blocks { free: BTreeMap::from([(0, size)]), used: 0 }
    }

    fn allocate(&mut self, size: usize) -> Option<usize> {
        let size = rounded(size);
        let (offset, length) = self.free.iter().find(|(_, length)| **length >= size).map(|(&o, &l)| (o, l))?;
        self.free.remove(&offset);
        if length > size {
            self.free.insert(offset + size, length - size);
        }
        self.used += size;
        Some(offset)
    }

    fn release(&mut self, offset: usize, size: usize) {
        let (mut offset, mut size) = (offset, rounded(size));
        self.used -= size;
        if let Some(next) = self.free.remove(&(offset + size)) {
            size += next;
        }
        if let Some((&before, &length)) = self.free.range(..offset).next_back()
            && before + length == offset
        {
            self.free.remove(&before);
            offset = before;
            size += length;
        }
        self.free.insert(offset, size);
    }
}

fn lock(blocks: &Mutex<Blocks>) -> MutexGuard<'_, Blocks> {
    blocks.lock().unwrap_or_else(PoisonError::into_inner)
}

fn failed(what: &str) -> String {
    format!("{what}: {}", std::io::Error::last_os_error())
}

/// A mapping of the kernel's choice or, with a fixed address, there.
fn map(address: usize, size: usize, protection: i32, flags: i32, file: i32) -> Option<usize> {
    // SAFETY: a fixed address lies in the range that this arena has reserved for itself; otherwise the kernel takes
    // the address as a hint and gives memory that nobody has.
    let found = unsafe { libc::mmap(address as *mut libc::c_void, size, protection, flags, file, 0) };
    (found != libc::MAP_FAILED).then_some(found as usize)
}

fn unmap(address: usize, size: usize) {
    // SAFETY: the arena made the mapping, and nobody refers into it any more.
    unsafe { libc::munmap(address as *mut libc::c_void, size) };
}

/// Reserves the range within reach of an address, or anywhere.
fn reserve(near: usize) -> Option<usize> {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    let size = CODE + DATA;
    let step = 32 << 20;
    let page = near & !0xFFFF;
    let hints = (1..REACH / step).flat_map(|i| [page.checked_sub(size + i * step), page.checked_add(i * step)]);
    for hint in hints.flatten() {
        let found = map(hint, size, libc::PROT_NONE, flags, -1)?;
        if found.abs_diff(near) < REACH - size.min(REACH / 2) && (found + size).abs_diff(near) < REACH {
            return Some(found);
        }
        unmap(found, size);
    }
    map(0, size, libc::PROT_NONE, flags, -1)
}

impl Arena {
    /// An arena near an address, with stubs for calls to those given.
    pub fn new(near: usize, targets: &[usize]) -> Result<Arena, String> {
        let base = reserve(near).ok_or_else(|| failed("no address space for code"))?;
        let give_back = |message: String| {
            unmap(base, CODE + DATA);
            message
        };
        // SAFETY: the name is a C string; the call touches no other memory.
        let file = unsafe { libc::memfd_create(c"taipan-code".as_ptr(), libc::MFD_CLOEXEC) };
        if file < 0 {
            return Err(give_back(failed("no file for code")));
        }
        let writable = Self::map_code(base, file);
        // SAFETY: the file is ours; its mappings keep it alive.
        unsafe { libc::close(file) };
        let writable = writable.map_err(give_back)?;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | libc::MAP_FIXED;
        if map(base + CODE, DATA, libc::PROT_READ | libc::PROT_WRITE, flags, -1).is_none() {
            unmap(writable, CODE);
            return Err(give_back(failed("no memory for tables")));
        }
        let mut code = Blocks::new(CODE);
        let stubs = code.allocate(STUB * targets.len()).map_or(0, |_| targets.len());
        let arena = Arena { base, writable, stubs, code: Mutex::new(code), data: Mutex::new(Blocks::new(DATA)) };
        let text: Vec<u8> = targets.iter().flat_map(|&target| stub(target)).collect();
        arena.write_code(base, &text);
        Ok(arena)
    }

    /// Maps the file twice: where code runs, and where it is written.
    fn map_code(base: usize, file: i32) -> Result<usize, String> {
        // SAFETY: the file is ours and nobody has it mapped yet.
        if unsafe { libc::ftruncate(file, CODE as libc::off_t) } != 0 {
            return Err(failed("no room for code"));
        }
        let fixed = libc::MAP_SHARED | libc::MAP_FIXED;
        map(base, CODE, libc::PROT_READ | libc::PROT_EXEC, fixed, file).ok_or_else(|| failed("code cannot run"))?;
        let both = libc::PROT_READ | libc::PROT_WRITE;
        map(0, CODE, both, libc::MAP_SHARED, file).ok_or_else(|| failed("code cannot be written"))
    }

    /// Room for code, at the address where it will run.
    pub fn allocate_code(&self, size: usize) -> Option<usize> {
        lock(&self.code).allocate(size).map(|offset| self.base + offset)
    }

    pub fn allocate_data(&self, size: usize) -> Option<usize> {
        lock(&self.data).allocate(size).map(|offset| self.base + CODE + offset)
    }

    /// Gives code back. Nobody runs it any more.
    pub fn free_code(&self, address: usize, size: usize) {
        lock(&self.code).release(address - self.base, size);
    }

    pub fn free_data(&self, address: usize, size: usize) {
        lock(&self.data).release(address - self.base - CODE, size);
    }

    /// Bytes in use: of code, stubs included, and of data.
    pub fn used(&self) -> (usize, usize) {
        (lock(&self.code).used, lock(&self.data).used)
    }

    /// Where the stub of a helper is.
    pub fn stub(&self, number: usize) -> Option<usize> {
        (number < self.stubs).then(|| self.base + STUB * number)
    }

    /// Writes code that will run at an address that was allocated.
    pub fn write_code(&self, address: usize, bytes: &[u8]) {
        let offset = address.wrapping_sub(self.base);
        assert!(offset <= CODE && bytes.len() <= CODE - offset, "code beyond the arena");
        // SAFETY: the bytes lie within the writable mapping, in a block that only its owner writes.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), (self.writable + offset) as *mut u8, bytes.len()) };
        flush(self.writable + offset, address, bytes.len());
    }

    /// Writes words of data at an address that was allocated.
    pub fn write_data(&self, address: usize, words: &[u64]) {
        let offset = address.wrapping_sub(self.base + CODE);
        assert!(
            offset.is_multiple_of(8) && offset <= DATA && 8 * words.len() <= DATA - offset,
            "data beyond the arena"
        );
        // SAFETY: the words lie within the data's mapping, aligned, in a block that only its owner writes.
        unsafe { std::ptr::copy_nonoverlapping(words.as_ptr(), address as *mut u64, words.len()) };
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        unmap(self.base, CODE + DATA);
        unmap(self.writable, CODE);
    }
}

/// A jump to anywhere.
fn stub(target: usize) -> [u8; STUB] {
    let mut out = [0; STUB];
    if cfg!(target_arch = "aarch64") {
        // ldr x16, #8; br x16
        out[..4].copy_from_slice(&0x5800_0050u32.to_le_bytes());
        out[4..8].copy_from_slice(&0xD61F_0200u32.to_le_bytes());
        out[8..].copy_from_slice(&target.to_le_bytes());
    } else {
        // jmp [rip + 0]
        out[..6].copy_from_slice(&[0xFF, 0x25, 0, 0, 0, 0]);
        out[6..14].copy_from_slice(&target.to_le_bytes());
    }
    out
}

/// Lets the processor fetch what was written; x86-64 does by itself.
#[cfg(not(target_arch = "aarch64"))]
fn flush(_written: usize, _run: usize, _size: usize) {}

#[cfg(target_arch = "aarch64")]
fn flush(written: usize, run: usize, size: usize) {
    use std::arch::asm;
    // No processor has shorter lines.
    const LINE: usize = 16;
    for offset in (0..size).step_by(LINE) {
        // SAFETY: cleans the cache line of memory that is mapped.
        unsafe { asm!("dc cvau, {}", in(reg) written + offset, options(nostack, preserves_flags)) };
    }
    // SAFETY: barriers touch no memory.
    unsafe { asm!("dsb ish", options(nostack, preserves_flags)) };
    for offset in (0..size).step_by(LINE) {
        // SAFETY: drops the cache line of memory that is mapped.
        unsafe { asm!("ic ivau, {}", in(reg) run + offset, options(nostack, preserves_flags)) };
    }
    // SAFETY: barriers touch no memory.
    unsafe { asm!("dsb ish", "isb", options(nostack, preserves_flags)) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_reused_and_merged() {
        let mut blocks = Blocks::new(256);
        let taken: Vec<usize> = (0..4).map(|_| blocks.allocate(60).expect("room")).collect();
        assert_eq!(taken, [0, 64, 128, 192]);
        assert_eq!((blocks.allocate(1), blocks.used), (None, 256));
        blocks.release(64, 60);
        blocks.release(192, 60);
        assert_eq!(blocks.allocate(65), None, "the free blocks do not touch");
        blocks.release(128, 60);
        assert_eq!(blocks.free, BTreeMap::from([(64, 192)]));
        assert_eq!(blocks.allocate(100), Some(64));
        blocks.release(0, 60);
        blocks.release(64, 100);
        assert_eq!((&blocks.free, blocks.used), (&BTreeMap::from([(0, 256)]), 0));
    }

    #[test]
    fn code_and_data_reach_each_other_and_the_executable() {
        let here = failed as *const () as usize;
        let arena = Arena::new(here, &[1, 2, 3]).expect("an arena");
        let code = arena.allocate_code(10).expect("room");
        let data = arena.allocate_data(10).expect("room");
        assert!(code.abs_diff(data) < 1 << 31);
        assert!(code.abs_diff(here) < REACH, "{code:#x} is far from {here:#x}");
        assert_eq!(arena.stub(2), Some(arena.base + 32));
        assert_eq!(arena.stub(3), None);
        assert!(code >= arena.base + 3 * STUB);
    }
}
