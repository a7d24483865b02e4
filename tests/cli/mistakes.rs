//! Programs that cannot be read or do not compile: one clear message each, CPython's.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::support::{Scratch, python};

#[test]
fn files_that_cannot_be_read() {
    let scratch = Scratch::new().with("file.py", "").with("secret.py", "print()\n");
    python(&scratch, &["x.py"]).fails(2, "EXE: can't open file 'DIR/x.py': [Errno 2] No such file or directory\n");
    python(&scratch, &["../nosuch/x.py"])
        .fails(2, "EXE: can't open file 'DIR/../nosuch/x.py': [Errno 2] No such file or directory\n");
    python(&scratch, &["file.py/x"]).fails(2, "EXE: can't open file 'DIR/file.py/x': [Errno 20] Not a directory\n");
    let secret = scratch.path.join("secret.py");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).expect("permissions can be taken away");
    if fs::read(&secret).is_err() {
        python(&scratch, &["secret.py"])
            .fails(2, "EXE: can't open file 'DIR/secret.py': [Errno 13] Permission denied\n");
    } else {
        // The superuser reads everything.
        python(&scratch, &["secret.py"]).prints("\n");
    }
}

#[test]
fn the_executable_is_called_as_the_shell_called_it() {
    let scratch = Scratch::new();
    // Found on the path, its name is all there is.
    for executable in [Some(super::support::taipan()), super::support::cpython()].into_iter().flatten() {
        let name = executable.file_name().expect("a file").to_owned();
        let mut command = crate::process::command(std::path::Path::new(&name), &scratch.path);
        command.env("PATH", executable.parent().expect("a folder")).arg("x.py");
        let seen = crate::process::run(command, None).expect("the command can be run");
        let (name, folder) = (name.to_string_lossy(), scratch.path.display());
        assert_eq!(
            String::from_utf8_lossy(&seen.stderr),
            format!("{name}: can't open file '{folder}/x.py': [Errno 2] No such file or directory\n")
        );
    }
}

#[test]
fn source_that_does_not_compile() {
    let scratch = Scratch::new()
        .with("bad.py", "x = (\n")
        .with("undecodable.py", b"x = 1\ny = 2\nz = 'a\xFF'\n")
        .with("null.py", b"x = 1\ny\0\n")
        .with("cookie.py", "# coding: nope\n")
        .with("empty.py", "")
        .with("comment.py", "# nothing");
    python(&scratch, &["bad.py"]).fails(
        1,
        "  File \"DIR/bad.py\", line 1
    x = (
        ^
SyntaxError: '(' was never closed
",
    );
    python(&scratch, &["-c", "if 1:"]).fails(
        1,
        "  File \"<string>\", line 1
    if 1:
         ^
IndentationError: expected an indented block after 'if' statement on line 1
",
    );
    python(&scratch, &["-c", "x = ("]).fails(
        1,
        "  File \"<string>\", line 1
    x = (
        ^
SyntaxError: '(' was never closed
",
    );
    python(&scratch, &[]).input("x = (").fails(
        1,
        "  File \"<stdin>\", line 1
    x = (
        ^
SyntaxError: '(' was never closed
",
    );
    python(&scratch, &["undecodable.py"]).fails(
        1,
        "  File \"DIR/undecodable.py\", line 3
    z = 'a\u{FFFD}'
          ^
SyntaxError: Non-UTF-8 code starting with '\\xff' in file DIR/undecodable.py on line 3, but no encoding declared; see https://peps.python.org/pep-0263/ for details
",
    );
    python(&scratch, &["null.py"]).fails(
        1,
        "  File \"DIR/null.py\", line 2
    y
SyntaxError: source code cannot contain null bytes
",
    );
    python(&scratch, &["cookie.py"])
        .fails(1, "  File \"DIR/cookie.py\", line 0\nSyntaxError: unknown encoding: nope\n");
    python(&scratch, &["empty.py"]).prints("");
    python(&scratch, &["comment.py"]).prints("");
}

/// `print('compiled', __file__, type(__loader__).__name__)` as CPython 3.14 compiled it.
const COMPILED: &[u8] = include_bytes!("compiled.bin");

#[test]
fn compiled_files() {
    const HEADER: usize = 16;
    let with_header = |body: &[u8]| [&COMPILED[..HEADER], body].concat();
    let scratch = Scratch::new()
        .with("good.pyc", COMPILED)
        .with("unnamed", COMPILED)
        .with("empty.pyc", "")
        .with("short.pyc", &COMPILED[..10])
        .with("magic.pyc", b"abcdefghijklmnopqrst")
        .with("cut.pyc", &COMPILED[..60])
        .with("number.pyc", with_header(b"i\x01\0\0\0"))
        .with("rubbish.pyc", with_header(b"\x99zz"));
    python(&scratch, &["good.pyc"]).prints("compiled DIR/good.pyc SourcelessFileLoader\n");
    python(&scratch, &["unnamed"]).prints("compiled DIR/unnamed SourcelessFileLoader\n");
    for file in ["empty.pyc", "short.pyc"] {
        python(&scratch, &[file]).fails(1, "EOFError: EOF read where not expected\n");
    }
    python(&scratch, &["magic.pyc"]).fails(1, "RuntimeError: Bad magic number in .pyc file\n");
    for file in ["cut.pyc", "number.pyc", "rubbish.pyc"] {
        python(&scratch, &[file]).fails(1, "RuntimeError: Bad code object in .pyc file\n");
    }
}

#[test]
fn forgotten_imports() {
    let scratch = Scratch::new().with("a.py", "xml\n").with("b.py", "nosuchthing\n");
    let shown = |file: &str, line: &str, message: &str| {
        format!(
            "Traceback (most recent call last):\n  File \"DIR/{file}\", line 1, in <module>\n    {line}\nNameError: {message}\n"
        )
    };
    let message = "name 'xml' is not defined. Did you forget to import 'xml'?";
    python(&scratch, &["a.py"]).fails(1, &shown("a.py", "xml", message));
    let message = "name 'nosuchthing' is not defined";
    python(&scratch, &["b.py"]).fails(1, &shown("b.py", "nosuchthing", message));
}
