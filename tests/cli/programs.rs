//! What is run, and what it finds: arguments, names of `__main__`, `sys.path`.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use super::support::{Scratch, cpython, ours, python, taipan};

/// Shows what a program knows about itself.
const SHOW: &str = "\
import sys
print(sys.argv, sys.path[:1])
print(__name__, __file__, __cached__, __package__, __spec__ and __spec__.name, __doc__)
print(type(__loader__).__name__, __builtins__.__name__)
";

#[test]
fn files() {
    let scratch = Scratch::new().with("show.py", SHOW).with("sub/deep.py", SHOW);
    let seen = |argv: &str, file: &str, folder: &str| {
        format!("{argv} ['{folder}']\n__main__ {file} None None None None\nSourceFileLoader builtins\n")
    };
    python(&scratch, &["show.py", "a", "-b"]).prints(&seen("['show.py', 'a', '-b']", "DIR/show.py", "DIR"));
    python(&scratch, &["./show.py"]).prints(&seen("['./show.py']", "DIR/./show.py", "DIR"));
    python(&scratch, &["sub/deep.py"]).prints(&seen("['sub/deep.py']", "DIR/sub/deep.py", "DIR/sub"));
    python(&scratch, &["--", "show.py", "-c"]).prints(&seen("['show.py', '-c']", "DIR/show.py", "DIR"));
    ours(&scratch, &["run", "show.py", "run"]).prints(&seen("['show.py', 'run']", "DIR/show.py", "DIR"));
    ours(&scratch, &["--no-jit", "show.py", "--no-jit"]).prints(&seen("['show.py', '--no-jit']", "DIR/show.py", "DIR"));
}

#[test]
fn links_to_files() {
    let scratch = Scratch::new().with("real/show.py", "import sys\nprint(sys.path[0], __file__)\n");
    std::os::unix::fs::symlink("real/show.py", scratch.path.join("link.py")).expect("a link can be made");
    python(&scratch, &["link.py"]).prints("DIR/real DIR/link.py\n");
}

#[test]
fn code() {
    let scratch = Scratch::new();
    let names = "import sys; print(sys.argv, sys.path[:1], list(globals()), __loader__.__name__)";
    let globals = "['__name__', '__doc__', '__package__', '__loader__', '__spec__', '__builtins__', 'sys']";
    python(&scratch, &["-c", names, "x", "-c"]).prints(&format!("['-c', 'x', '-c'] [''] {globals} BuiltinImporter\n"));
    python(&scratch, &["-OBcprint(__debug__)"]).prints("False\n");
    python(&scratch, &["-c", "\n   if 1:\n      print('''\n   a\n     b''')\n \t\n   print(2)"])
        .prints("\na\n  b\n2\n");
}

#[test]
fn code_is_shown_in_tracebacks() {
    let scratch = Scratch::new();
    python(&scratch, &["-c", "def f():\n    return 1/0\nf()"]).fails(
        1,
        "Traceback (most recent call last):
  File \"<string>\", line 3, in <module>
    f()
    ~^^
  File \"<string>\", line 2, in f
    return 1/0
           ~^~
ZeroDivisionError: division by zero
",
    );
    // Code that is only called alike has no lines to show.
    python(&scratch, &["-c", "exec('def f(): 1/0\\nf()')"]).fails(
        1,
        "Traceback (most recent call last):
  File \"<string>\", line 1, in <module>
    exec('def f(): 1/0\\nf()')
    ~~~~^^^^^^^^^^^^^^^^^^^^^
  File \"<string>\", line 2, in <module>
  File \"<string>\", line 1, in f
ZeroDivisionError: division by zero
",
    );
}

#[test]
fn standard_input() {
    let scratch = Scratch::new();
    let names = "import sys\nprint(sys.argv, sys.path[:1], __file__, __cached__, __loader__.__name__)\n";
    python(&scratch, &[]).input(names).prints("[''] [''] <stdin> None BuiltinImporter\n");
    python(&scratch, &["-", "a"]).input(names).prints("['-', 'a'] [''] <stdin> None BuiltinImporter\n");
    python(&scratch, &["-"]).input("").prints("");
    python(&scratch, &[]).input("1/0").fails(
        1,
        "Traceback (most recent call last):
  File \"<stdin>\", line 1, in <module>
ZeroDivisionError: division by zero
",
    );
}

#[test]
fn modules() {
    let scratch = Scratch::new()
        .with("show.py", SHOW)
        .with("pack/__init__.py", "print('init')\n")
        .with("pack/__main__.py", SHOW)
        .with("empty/__init__.py", "");
    let seen = |argv: &str, file: &str, package: &str, name: &str| {
        format!("{argv} ['DIR']\n__main__ {file} None {package} {name} None\nSourceFileLoader builtins\n")
    };
    // `__cached__` names a file where such files are written.
    let tidy = |case: super::support::Case<'_>, wanted: &str, lead: &str| {
        for executable in [Some(taipan()), cpython()].into_iter().flatten() {
            let (stdout, stderr, status) = case.run(&executable);
            let cached = stdout.split_whitespace().find(|word| word.contains("__pycache__")).unwrap_or("-").to_owned();
            assert_eq!(stdout.replace(&cached, "None"), format!("{lead}{wanted}"));
            assert_eq!((stderr.as_str(), status), ("", 0));
        }
    };
    tidy(python(&scratch, &["-m", "show", "a"]), &seen("['DIR/show.py', 'a']", "DIR/show.py", "", "show"), "");
    tidy(
        python(&scratch, &["-mpack"]),
        &seen("['DIR/pack/__main__.py']", "DIR/pack/__main__.py", "pack", "pack.__main__"),
        "init\n",
    );
    python(&scratch, &["-m", "nosuch"]).fails(1, "EXE: No module named nosuch\n");
    python(&scratch, &["-m", "pack.nosuch"]).ends("init\n", "EXE: No module named pack.nosuch\n", 1);
    python(&scratch, &["-m", "empty"])
        .fails(1, "EXE: No module named empty.__main__; 'empty' is a package and cannot be directly executed\n");
    python(&scratch, &["-m", "__main__"]).fails(
        1,
        "EXE: Error while finding module specification for '__main__' (ValueError: __main__.__spec__ is None)\n",
    );
    python(&scratch, &["-m", "sys"]).fails(1, "EXE: No code object available for sys\n");
    python(&scratch, &["-m", "nosuch.x"]).fails(
        1,
        "EXE: Error while finding module specification for 'nosuch.x' (ModuleNotFoundError: No module named 'nosuch')\n",
    );
}

#[test]
fn folders() {
    let scratch = Scratch::new()
        .with(
            "app/__main__.py",
            "import sys, helper\nprint(sys.argv, sys.path[0], __file__, __spec__.name, __package__)\n",
        )
        .with("app/helper.py", "print('helper')\n")
        .with("other/x.py", "");
    python(&scratch, &["app", "q"]).prints("helper\n['app', 'q'] DIR/app DIR/app/__main__.py __main__ \n");
    python(&scratch, &["-I", "app"]).prints("helper\n['app'] DIR/app DIR/app/__main__.py __main__ \n");
    python(&scratch, &["other"]).fails(1, "EXE: can't find '__main__' module in 'DIR/other'\n");
}

#[test]
fn path() {
    let scratch = Scratch::new().with("extra/found.py", "print('found')\n").with("show.py", "import found\n");
    python(&scratch, &["show.py"]).variable("PYTHONPATH", "extra").prints("found\n");
    python(&scratch, &["-c", "import sys; print(sys.path[:4])"])
        .variable("PYTHONPATH", "a::/b")
        .prints("['', 'DIR/a', 'DIR', '/b']\n");
    python(&scratch, &["-Ec", "import sys; print('/b' in sys.path)"]).variable("PYTHONPATH", "/b").prints("False\n");
    python(&scratch, &["-Pc", "import sys; print('' in sys.path)"]).prints("False\n");
}

#[test]
fn arguments_that_are_not_unicode() {
    let scratch = Scratch::new();
    python(&scratch, &["-c", "import sys; print(ascii(sys.argv))"])
        .argument(OsString::from_vec(b"a\xFFb".to_vec()))
        .prints("['-c', 'a\\udcffb']\n");
}

#[test]
fn code_that_is_not_unicode() {
    let scratch = Scratch::new();
    let problem = |what: &str| {
        format!(
            "Unable to decode the command from the command line:\nUnicodeEncodeError: 'utf-8' codec can't encode {what}: surrogates not allowed\n"
        )
    };
    let code = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
    python(&scratch, &["-c"]).argument(code(b"print('\xFF')")).fails(1, &problem("character '\\udcff' in position 7"));
    python(&scratch, &["-c"])
        .argument(code(b"print('\xC3\xA9\xFF\xFE \xFF')"))
        .fails(1, &problem("characters in position 8-9"));
}

#[test]
fn file_names_are_gone_when_exit_functions_run() {
    let program = "import atexit\natexit.register(lambda: print('__file__' in globals()))\n";
    let scratch = Scratch::new().with("a.py", program).with("b.py", format!("{program}raise SystemExit(3)\n"));
    python(&scratch, &["a.py"]).prints("False\n");
    python(&scratch, &["b.py"]).ends("False\n", "", 3);
}

#[test]
fn first_line_skipped() {
    let scratch = Scratch::new().with("script", "@echo off (\nprint('ran')\n1/0\n");
    python(&scratch, &["-x", "script"]).ends(
        "ran\n",
        "Traceback (most recent call last):
  File \"DIR/script\", line 3, in <module>
    1/0
    ~^~
ZeroDivisionError: division by zero
",
        1,
    );
}
