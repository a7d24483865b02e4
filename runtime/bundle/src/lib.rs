//! The runtime, wired: virtual machine, native modules, front end and JIT.
//!
//! As an archive (`libtaipan_rt.a`) this is what executables are linked from, with [`executable::taipan_main`] as the
//! way in; the command uses the same parts as a library.
//!
//! | module | what |
//! |---|---|
//! | [`executable`] | what an executable does when it is started |
//! | [`frozen`] | unpacking the modules of images |
//! | [`jit`] | the runtime's way to the optimizer and the code generator |
//! | [`main_module`] | `__main__`, and what runs in it |
//! | [`native`] | native code inside an executable |
//! | [`process`] | what only the operating system can tell or do |
//! | [`session`] | start-up, the program, the end and the exit status |

pub mod executable;
pub mod frozen;
pub mod jit;
pub mod main_module;
pub mod native;
pub mod process;
pub mod session;

/// The symbol by which `taipan build` knows that the archive is of its own build.
mod fingerprint {
    include!(concat!(env!("OUT_DIR"), "/fingerprint.rs"));
}

pub use fingerprint::FINGERPRINT;
