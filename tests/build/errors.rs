//! What goes wrong when executables are made: one message, the right status, nothing left behind.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::support::{Scratch, said, taipan};

/// A build that fails and leaves the folder as it was.
fn fails(files: &[(&str, &str)], arguments: &[&str], change: impl FnOnce(&mut Command), status: i32, stderr: &str) {
    let scratch = Scratch::new(files);
    let before = scratch.names();
    let mut all = vec!["build"];
    all.extend(arguments);
    assert_eq!(scratch.taipan(&all, change), said("", stderr, status), "taipan {all:?}");
    assert_eq!(scratch.names(), before, "something was left behind");
}

const FINE: &[(&str, &str)] = &[("app.py", "print(1)\n")];

#[test]
fn syntax_errors_are_said_as_when_run() {
    let files = [("app.py", "print(1)\ndef f(:\n    pass\n")];
    let interpreted = Scratch::new(&files).taipan(&["app.py"], |_| ());
    assert_eq!(interpreted.status, 1);
    fails(&files, &["app.py"], |_| (), 1, &interpreted.stderr);
    fails(
        &[("app.py", "x = '\0'\n")],
        &["app.py"],
        |_| (),
        1,
        &Scratch::new(&[("app.py", "x = '\0'\n")]).taipan(&["app.py"], |_| ()).stderr,
    );
}

#[test]
fn programs_that_cannot_be_read() {
    let text = "taipan: can't open file 'DIR/none.py': [Errno 2] No such file or directory\n";
    fails(&[], &["none.py"], |_| (), 2, text);
    let text = "taipan: can't open file 'DIR/folder/__main__.py': [Errno 2] No such file or directory\n";
    fails(&[("folder/x.py", "")], &["folder"], |_| (), 2, text);
    fails(
        &[("app.pyc", "something")],
        &["app.pyc"],
        |_| (),
        1,
        "taipan build: 'app.pyc' is no compiled file of Python 3.14, or it is damaged\n",
    );
}

#[test]
fn outputs_that_cannot_be_written() {
    let text = "taipan build: can't write 'none/app': there is no folder 'none'\n";
    fails(FINE, &["app.py", "-o", "none/app"], |_| (), 1, text);
    let files = [FINE[0], ("app/x.py", "")];
    fails(&files, &["app.py", "-o", "app"], |_| (), 1, "taipan build: can't write 'app': it is a folder\n");
    fails(&files, &["app.py"], |_| (), 1, "taipan build: say with -o where to write the executable\n");
    fails(
        FINE,
        &["app.py", "-o", "./app.py"],
        |_| (),
        1,
        "taipan build: the executable would overwrite 'app.py'; name another file with -o\n",
    );
    fails(
        FINE,
        &["app.py", "-o", "/proc/app"],
        |_| (),
        1,
        "taipan build: can't write '/proc/app': No such file or directory\n",
    );
}

/// A pipe stands for devices, which a test must not endanger.
#[test]
fn only_regular_files_are_replaced() {
    let scratch = Scratch::new(FINE);
    let pipe = scratch.path.join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()));
    let seen = scratch.taipan(&["build", "app.py", "-o", "pipe"], |_| ());
    assert_eq!(seen, said("", "taipan build: can't write 'pipe': it is no regular file\n", 1));
    assert_eq!(scratch.names(), ["app.py", "pipe"]);
    assert!(!fs::metadata(&pipe).expect("it is still there").is_file());
}

#[test]
fn folders_without_permission() {
    let scratch = Scratch::new(&[FINE[0], ("closed/x", "")]);
    let closed = scratch.path.join("closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).expect("permissions can be set");
    // Nothing is closed to root.
    if fs::write(closed.join("probe"), "").is_err() {
        let seen = scratch.taipan(&["build", "app.py", "-o", "closed/app"], |_| ());
        assert_eq!(seen, said("", "taipan build: can't write 'closed/app': Permission denied\n", 1));
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).expect("permissions can be set");
}

/// Files that grow beyond this are refused by the system, as on a full device.
#[test]
fn devices_without_room() {
    let scratch = Scratch::new(FINE);
    let mut command = crate::process::command("/bin/sh".as_ref(), &scratch.path);
    command.arg("-c").arg(format!("trap '' XFSZ; ulimit -f 64; '{}' build app.py", taipan().display()));
    let seen = scratch.run(command);
    assert_eq!((seen.status, &*seen.stdout), (1, ""), "{seen:?}");
    assert!(seen.stderr.starts_with("taipan build: "), "{seen:?}");
    assert_eq!(scratch.names(), ["app.py"]);
}

#[test]
fn a_missing_or_failing_linker() {
    let text = "taipan build: no C compiler is there to link with: 'cc' was not found. Install one (Debian, Ubuntu: apt \
                install gcc; Fedora: dnf install gcc; Alpine: apk add gcc musl-dev), or let CC name it\n";
    fails(
        FINE,
        &["app.py"],
        |command| {
            let _ = command.env_remove("CC").env("PATH", "/none");
        },
        1,
        text,
    );
    let text = "taipan build: linking failed (/bin/sh, status 9):\n  line 1\n  line 2\n";
    let script = ("cc.sh", "echo line 1\necho line 2 >&2\nexit 9\n");
    fails(
        &[FINE[0], script],
        &["app.py"],
        |command| {
            let _ = command.env("CC", "/bin/sh cc.sh");
        },
        1,
        text,
    );
    let many = ("cc.sh", "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do echo $i; done\nkill -9 $$\n");
    let text = "taipan build: linking failed (/bin/sh, signal 9):\n  1\n  2\n  3\n  4\n  5\n  6\n  7\n  8\n  9\n  10\n  11\n  12\n  ...\n";
    fails(
        &[FINE[0], many],
        &["app.py"],
        |command| {
            let _ = command.env("CC", "/bin/sh cc.sh");
        },
        1,
        text,
    );
}

#[test]
fn temporary_folders_are_not_needed() {
    let scratch = Scratch::new(FINE);
    let seen = scratch.taipan(&["build", "app.py"], |command| {
        let _ = command.env("TMPDIR", "/none");
    });
    assert_eq!(seen, said("", "", 0));
    assert_eq!(scratch.execute("app", &[]), said("1\n", "", 0));
}

#[test]
fn runtime_libraries_that_do_not_fit() {
    let text = "taipan build: the runtime library is missing; looked for none.a (TAIPAN_RUNTIME can name it)\n";
    fails(
        FINE,
        &["app.py"],
        |command| {
            let _ = command.env("TAIPAN_RUNTIME", "none.a");
        },
        1,
        text,
    );
    let text = "taipan build: the runtime library app.py is not one of taipan's\n";
    fails(
        FINE,
        &["app.py"],
        |command| {
            let _ = command.env("TAIPAN_RUNTIME", "app.py");
        },
        1,
        text,
    );
    let table = "taipan_runtime_0_0_1_0123456789abcdef\0";
    let mut archive = format!("!<arch>\n{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", "/", "0", "0", "0", "0", table.len());
    archive.push_str(table);
    let scratch = Scratch::new(&[FINE[0], ("old.a", &archive)]);
    let seen = scratch.taipan(&["build", "app.py"], |command| {
        let _ = command.env("TAIPAN_RUNTIME", "old.a");
    });
    let start = "taipan build: the runtime library old.a belongs to another version of taipan: it is 0_0_1_0123456789abcdef, this is ";
    assert!(seen.stderr.starts_with(start), "{seen:?}");
    assert_eq!((seen.status, scratch.names()), (1, vec!["app.py".to_owned(), "old.a".to_owned()]));
}

#[test]
fn arguments_that_make_no_sense() {
    let hint = "Try `taipan build --help' for more information.\n";
    fails(FINE, &[], |_| (), 2, &format!("build: exactly one file is expected\n{hint}"));
    fails(FINE, &["app.py", "-o"], |_| (), 2, &format!("Argument expected for the -o option\n{hint}"));
    fails(FINE, &["app.py", "--none"], |_| (), 2, &format!("Unknown option: --none\n{hint}"));
    fails(FINE, &["app.py", "--include", "none.x"], |_| (), 1, "taipan build: --include: no module named 'none.x'\n");
}

#[test]
fn modules_that_are_not_found_are_named() {
    let scratch =
        Scratch::new(&[("app.py", "try:\n    import nonesuch.deep\nexcept ImportError as e:\n    print(e)\n")]);
    let seen = scratch.taipan(&["build", "app.py"], |_| ());
    let note = "taipan build: note: app.py imports 'nonesuch.deep', which was not found\n";
    assert_eq!(seen, said("", note, 0));
    assert_eq!(scratch.execute("app", &[]), said("No module named 'nonesuch'\n", "", 0));
}
