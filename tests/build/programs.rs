//! What executables do, mostly by comparison with the program run by `taipan`.

use std::fs;

use crate::process;
use crate::support::{Scratch, said, taipan};

/// The executable `app`, in the same folder as `app.py`, does what `taipan app.py` does.
fn does_the_same(scratch: &Scratch, flags: &[&str]) {
    let mut arguments = vec!["app.py"];
    arguments.extend(flags);
    scratch.build(&arguments);
    let interpreted = scratch.taipan(&["app.py"], |_| ());
    assert_eq!(scratch.execute("app", &[]), interpreted);
}

#[test]
fn alone_on_a_bare_machine() {
    let scratch = Scratch::new(&[("app.py", "import sys\nprint('hello', sys.argv[1:], sys.frozen)\nsys.exit(3)\n")]);
    scratch.build(&["app.py", "-o", "app", "--strip"]);
    let bare = Scratch::new(&[]);
    fs::copy(scratch.path.join("app"), bare.path.join("app")).expect("it can be copied");
    let mut command = process::command(&bare.path.join("app"), &bare.path);
    command.env_clear().arg("a b");
    assert_eq!(bare.run(command), said("hello ['a b'] True\n", "", 3));
    assert_eq!(bare.names(), ["app"]);
}

#[test]
fn packages_with_relative_imports() {
    let scratch = Scratch::new(&[
        (
            "app.py",
            "import pkg.sub.leaf\nfrom pkg import later, VALUE\nimport spread.part\nprint(pkg.sub.leaf.name(), later.x, VALUE)\nprint(pkg.__file__, pkg.__path__, pkg.sub.leaf.__spec__.name)\nprint(__file__, __name__, __spec__, spread.part.y, list(spread.__path__))\nfor m in (pkg, later): print(m)\n",
        ),
        ("pkg/__init__.py", "from .sub.leaf import name\nVALUE = 1\n"),
        ("pkg/later.py", "from . import VALUE as v\nx = v + 1\n"),
        ("pkg/sub/__init__.py", ""),
        (
            "pkg/sub/leaf.py",
            "def name():\n    from .. import later\n    from ..sub import lazy\n    return __name__, later.x, lazy.z\n",
        ),
        ("pkg/sub/lazy.py", "z = 'lazy'\n"),
        ("spread/part.py", "y = 'in a namespace'\n"),
    ]);
    scratch.build(&["app.py"]);
    let interpreted = scratch.taipan(&["app.py"], |_| ());
    assert_eq!(interpreted.status, 0, "{interpreted:?}");
    let moved = Scratch::new(&[]);
    fs::copy(scratch.path.join("app"), moved.path.join("app")).expect("it can be copied");
    assert_eq!(moved.execute("app", &[]), interpreted);
}

#[test]
fn literal_names_and_included_modules() {
    let scratch = Scratch::new(&[
        (
            "app.py",
            "import importlib\nprint(importlib.import_module('one').__name__)\nfor name in ['two', 'thr' + 'ee']:\n    try:\n        print(__import__(name).__name__)\n    except ModuleNotFoundError as e:\n        print(e, e.name)\n",
        ),
        ("one.py", ""),
        ("two.py", ""),
        ("three.py", ""),
    ]);
    scratch.build(&["app.py", "--include", "two"]);
    let wanted = "one\ntwo\nNo module named 'three' three\n";
    assert_eq!(scratch.execute("app", &[]), said(wanted, "", 0));
    // Nor is it found where its source lies.
    assert!(scratch.path.join("three.py").exists());
}

#[test]
fn tracebacks_show_the_source() {
    let scratch = Scratch::new(&[
        (
            "app.py",
            "import helper\n\ndef outer(x):\n    return helper.divide(x, 0) + 1\n\ntry:\n    eval('1 +')\nexcept SyntaxError as e:\n    print(e)\nexec(compile('y = [i for i in range(3)]', '<s>', 'exec'))\nprint(y)\nouter(2)\n",
        ),
        ("helper.py", "def divide(a, b):\n    return (a + 1) / (b * 2)\n"),
    ]);
    does_the_same(&scratch, &[]);
    let there = scratch.execute("app", &[]);
    let bare = Scratch::new(&[]);
    fs::copy(scratch.path.join("app"), bare.path.join("app")).expect("it can be copied");
    assert_eq!(bare.execute("app", &[]), there);
    assert!(there.stderr.contains("    return (a + 1) / (b * 2)\n           ~~~~~~~~^~~~~~~~~\n"), "{}", there.stderr);
}

#[test]
fn a_module_that_does_not_compile_says_so_when_imported() {
    let scratch = Scratch::new(&[("app.py", "print('first')\nimport broken\n"), ("broken.py", "x = 1\ny = = 2\n")]);
    does_the_same(&scratch, &[]);
    assert!(scratch.execute("app", &[]).stderr.ends_with("SyntaxError: invalid syntax\n"));
}

#[test]
fn called_by_a_link_or_by_name() {
    let scratch = Scratch::new(&[("app.py", "import sys\nprint(__file__, sys.path, sys.executable)\n"), ("bin/x", "")]);
    scratch.build(&["app.py"]);
    std::os::unix::fs::symlink("../app", scratch.path.join("bin/link")).expect("a link can be made");
    assert_eq!(scratch.execute("bin/link", &[]), said("DIR/app.py ['DIR'] DIR/bin/link\n", "", 0));
    let mut command = process::command("/bin/sh".as_ref(), &scratch.path);
    command.args(["-c", "PATH=$PWD:$PATH; cd bin; app"]);
    assert_eq!(scratch.run(command), said("DIR/app.py ['DIR'] DIR/app\n", "", 0));
}

#[test]
fn exits_signals_and_streams() {
    for program in [
        "import sys\nsys.exit('bye')\n",
        "raise SystemExit(7)\n",
        "raise KeyboardInterrupt\n",
        "import os\nos.abort()\n",
        "import sys\nsys.stdout.write('no newline')\nsys.stderr.write('err')\n",
        "import atexit\natexit.register(print, 'at exit')\nprint(__file__, __builtins__.__name__)\n",
        "def f(): return f()\nf()\n",
    ] {
        does_the_same(&Scratch::new(&[("app.py", program)]), &[]);
    }
}

#[test]
fn full_and_closed_streams() {
    let scratch = Scratch::new(&[("app.py", "print('x')\n")]);
    scratch.build(&["app.py"]);
    for redirection in [">/dev/full", ">&-", "<&- >&- 2>&-"] {
        let run = |program: &str| {
            let mut command = process::command("/bin/sh".as_ref(), &scratch.path);
            command.arg("-c").arg(format!("{program} {redirection}"));
            scratch.run(command)
        };
        let interpreted = run(&format!("'{}' app.py", taipan().display()));
        assert_eq!(run("./app"), interpreted, "{redirection}");
    }
}

#[test]
fn the_compiler_is_inside_when_asked_for() {
    let source = "def f(n):\n    s = 0\n    for i in range(n):\n        s += i * i\n    return s\nfor _ in range(300): f(100)\nprint(f(10))\n";
    let scratch = Scratch::new(&[("app.py", source)]);
    does_the_same(&scratch, &["--jit"]);
    scratch.build(&["app.py", "-o", "plain"]);
    let size = |name: &str| fs::metadata(scratch.path.join(name)).expect("it was built").len();
    assert!(size("plain") + (1 << 20) < size("app"), "the compiler is in both or in neither");
    let run = |name: &str| {
        let mut command = process::command(&scratch.path.join(name), &scratch.path);
        command.env("TAIPAN_STATS", "1").env("TAIPAN_JIT_THRESHOLD", "0");
        scratch.run(command)
    };
    assert_ne!(run("app").stderr, run("plain").stderr);
}

#[test]
fn folders_and_compiled_files() {
    let scratch = Scratch::new(&[("tool/__main__.py", "import part\nprint(part.x)\n"), ("tool/part.py", "x = 5\n")]);
    scratch.build(&["tool", "-o", "app"]);
    assert_eq!(scratch.execute("app", &[]), said("5\n", "", 0));
}

#[test]
fn an_executable_replaces_the_one_before() {
    let scratch = Scratch::new(&[("app.py", "print(1)\n")]);
    scratch.build(&["app.py"]);
    fs::write(scratch.path.join("app.py"), "print(2)\n").expect("a file can be written");
    scratch.build(&["app.py", "-o", "app"]);
    assert_eq!(scratch.execute("app", &[]), said("2\n", "", 0));
    assert_eq!(scratch.names(), ["app", "app.py"]);
}
