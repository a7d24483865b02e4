//! Native modules of the standard library, one file or folder each.
// Functions that Python sees are spelled as in Python.
#![allow(non_snake_case)]
// Functions take what Python's signatures say; `new` gives a reference to a heap object.
#![allow(clippy::too_many_arguments, clippy::new_ret_no_self, clippy::cloned_ref_to_slice_refs)]

pub mod atexit;
pub mod errno;
pub mod gc;
pub mod imp;
pub mod io;
pub mod marshal;
pub mod math;
pub mod posix;
pub mod program_image;
pub mod struct_sequence;
pub mod sys;
pub mod thread;
pub mod time;
pub mod types;
pub mod warnings;
pub mod weakref;

use taipan_vm::call::module::ModuleDef;
use taipan_vm::object::types::Type;

/// Every native module.
pub static MODULES: &[&ModuleDef] = &[
    &atexit::module::MODULE,
    &errno::module::MODULE,
    &gc::module::MODULE,
    &imp::module::MODULE,
    &posix::module::MODULE,
    &thread::module::MODULE,
    &types::module::MODULE,
    &warnings::module::MODULE,
    &weakref::module::MODULE,
    &io::module::MODULE,
    &marshal::module::MODULE,
    &math::module::MODULE,
    &sys::module::MODULE,
    &time::module::MODULE,
];

/// The module that only executables have.
pub static EXECUTABLE_MODULES: &[&ModuleDef] = &[&program_image::module::MODULE];

/// Every type these modules declare, for start-up.
pub static TYPES: &[fn() -> &'static Type] = &type_list();

/// The lists of the folders, one after the other.
const LISTS: &[&[fn() -> &'static Type]] = &[io::TYPES, posix::TYPES, sys::info::TYPES, thread::TYPES, time::TYPES];

const fn type_count() -> usize {
    let (mut count, mut list) = (0, 0);
    while list < LISTS.len() {
        count += LISTS[list].len();
        list += 1;
    }
    count
}

const fn type_list() -> [fn() -> &'static Type; type_count()] {
    let mut all = [LISTS[0][0]; type_count()];
    let (mut count, mut list) = (0, 0);
    while list < LISTS.len() {
        let mut index = 0;
        while index < LISTS[list].len() {
            all[count] = LISTS[list][index];
            count += 1;
            index += 1;
        }
        list += 1;
    }
    all
}
