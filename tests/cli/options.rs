//! Python's flags, our options, their variables, help and version.

use super::support::{Scratch, ours, python, taipan};

#[test]
fn python_flags_are_shown_by_sys() {
    let scratch = Scratch::new();
    let flags = |given: &[&str], wanted: &str| {
        let mut arguments = given.to_vec();
        let names =
            "debug optimize no_user_site no_site ignore_environment verbose bytes_warning quiet isolated safe_path";
        let code = format!("import sys; print(*[int(getattr(sys.flags, n)) for n in '{names}'.split()])");
        arguments.extend(["-c", &code]);
        python(&scratch, &arguments).prints(&format!("{wanted}\n"));
    };
    flags(&[], "0 0 0 0 0 0 0 0 0 0");
    flags(&["-dOsSEqP"], "1 1 1 1 1 0 0 1 0 1");
    flags(&["-OO", "-bb"], "0 2 0 0 0 0 2 0 0 0");
    flags(&["-I"], "0 0 1 0 1 0 0 0 1 1");
    flags(&["-OOO", "-R"], "0 3 0 0 0 0 0 0 0 0");
    python(&scratch, &["-X", "dev", "-Xa=b", "-Wd", "-c", "import sys; print(sys.warnoptions, sys._xoptions)"])
        .prints("['default', 'd'] {'dev': True, 'a': 'b'}\n");
    python(&scratch, &["--check-hash-based-pycs", "never", "-c", "print(1)"]).prints("1\n");
}

#[test]
fn python_variables() {
    let scratch = Scratch::new();
    let level = "import sys; print(sys.flags.optimize)";
    python(&scratch, &["-c", level]).variable("PYTHONOPTIMIZE", "2").prints("2\n");
    python(&scratch, &["-c", level]).variable("PYTHONOPTIMIZE", "yes").prints("1\n");
    python(&scratch, &["-E", "-c", level]).variable("PYTHONOPTIMIZE", "2").prints("0\n");
    python(&scratch, &["-c", "import sys; print(sys.flags.safe_path)"])
        .variable("PYTHONSAFEPATH", "1")
        .prints("True\n");
}

#[test]
fn optimisation_drops_code() {
    let scratch = Scratch::new();
    python(&scratch, &["-O", "-c", "assert 0; print(__debug__)"]).prints("False\n");
    python(&scratch, &["-OO", "-c", "def f(): 'doc'\nprint(f.__doc__)"]).prints("None\n");
}

#[test]
fn digits() {
    let scratch = Scratch::new();
    let code = "import sys; print(sys.flags.int_max_str_digits, sys.get_int_max_str_digits())";
    python(&scratch, &["-X", "int_max_str_digits=640", "-c", code]).prints("640 640\n");
    python(&scratch, &["-X", "int_max_str_digits=5", "-c", code]).fails(
        1,
        "Fatal Python error: config_init_int_max_str_digits: -X int_max_str_digits: invalid limit; must be >= 640 or 0 for unlimited.
Python runtime state: preinitialized

",
    );
}

const USAGE: &str = "usage: EXE [option] ... [-c cmd | -m mod | file | -] [arg] ...
Try `taipan -h' for more information.
";

#[test]
fn unknown_options() {
    let scratch = Scratch::new();
    for (arguments, problem) in [
        (&["-Z"][..], "Unknown option: -Z"),
        (&["-OJ"], "Unknown option: -J"),
        (&["--foo"], "Unknown option: --foo"),
        (&["--foo=3"], "Unknown option: --foo=3"),
        (&["-c"], "Argument expected for the -c option"),
        (&["-m"], "Argument expected for the -m option"),
        (&["-W"], "Argument expected for the -W option"),
        (&["-X"], "Argument expected for the -X option"),
        (&["--check-hash-based-pycs", "foo"], "--check-hash-based-pycs must be one of 'default', 'always', or 'never'"),
    ] {
        python(&scratch, arguments).fails(2, &format!("{problem}\n{USAGE}"));
    }
    ours(&scratch, &["--jit-threshold"])
        .fails(2, &format!("Argument expected for the --jit-threshold option\n{USAGE}"));
    ours(&scratch, &["--no-jit=1"]).fails(2, &format!("No argument expected for the --no-jit option\n{USAGE}"));
    ours(&scratch, &["--jit-threshold", "soon", "x.py"])
        .fails(2, "taipan: --jit-threshold: expected a number from 0 to 4294967295\n");
    ours(&scratch, &["--dump", "wasm", "x.py"])
        .fails(2, "taipan: --dump: no stage is called 'wasm'; there are bytecode, mir, clif, asm\n");
}

#[test]
fn what_is_not_there_yet_says_so() {
    let scratch = Scratch::new();
    ours(&scratch, &["report", "x.py"])
        .fails(2, "taipan: the command 'report' is not there yet (a program of that name: ./report)\n");
    ours(&scratch, &["-i", "x.py"]).fails(2, "taipan: -i: the interactive prompt is not there yet\n");
    for row in taipan_abi::options::ROWS {
        if row.state == taipan_abi::options::State::Ready {
            continue;
        }
        let flag = format!("--{}", row.name);
        let arguments = if row.is_switch() { vec![flag.as_str()] } else { vec![flag.as_str(), "1"] };
        ours(&scratch, &arguments).fails(2, &format!("taipan: {flag}: there is nothing yet that it could steer\n"));
    }
}

#[test]
fn our_variables() {
    let scratch = Scratch::new();
    ours(&scratch, &["-c", "print(1)"]).variable("TAIPAN_NO_JIT", "1").prints("1\n");
    ours(&scratch, &["-c", "print(1)"]).variable("TAIPAN_STRESS_GC", "1").prints("1\n");
    ours(&scratch, &["-c", "print(1)"])
        .variable("TAIPAN_JIT_THRESHOLD", "x")
        .fails(2, "taipan: TAIPAN_JIT_THRESHOLD: expected a number from 0 to 4294967295\n");
    ours(&scratch, &["--version"]).variable("TAIPAN_JIT_THRESHOLD", "x").prints(&version());
}

fn version() -> String {
    format!("Python 3.14.0 (Taipan {})\n", env!("CARGO_PKG_VERSION"))
}

#[test]
fn help_and_version() {
    let scratch = Scratch::new();
    for flag in ["-V", "--version", "-VV"] {
        ours(&scratch, &[flag]).prints(&version());
    }
    let (help, stderr, status) = ours(&scratch, &["--help"]).run(&taipan());
    assert_eq!((stderr.as_str(), status), ("", 0));
    for line in help.lines() {
        assert!(line.chars().count() <= 110, "too long for a terminal: {line}");
    }
    for row in taipan_abi::options::ROWS {
        assert!(help.contains(&format!("\n  --{}", row.name)), "--{} is not in the help", row.name);
    }
    ours(&scratch, &["-h"]).prints(&help);
    ours(&scratch, &["-h"]).redirected(">/dev/full").prints("");
}
