//! `taipan dis` and `--dump bytecode`: the text of `python3 -m dis` without addresses.

use std::fs;
use std::path::Path;

use super::support::{Scratch, cpython, ours, taipan};

/// What CPython 3.14 says about `examples/exceptions.py`, without addresses.
const RECORDED: &str = include_str!("dis_exceptions.out");

#[test]
fn as_recorded() {
    let source = include_str!("../../examples/exceptions.py");
    let scratch = Scratch::new().with("examples/exceptions.py", source);
    ours(&scratch, &["dis", "examples/exceptions.py"]).prints(RECORDED);
}

#[test]
fn examples_as_cpython() {
    let Some(cpython) = cpython() else {
        println!("set TAIPAN_CPYTHON to compare with CPython 3.14");
        return;
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in fs::read_dir(&folder).expect("the examples are there") {
        let file = entry.expect("an entry").path();
        if file.extension().is_none_or(|extension| extension != "py") {
            continue;
        }
        let run = |executable: &Path, command: &[&str]| {
            let mut process = crate::process::command(executable, &folder);
            process.args(command).arg(&file);
            let seen = crate::process::run(process, None).expect("the command can be run");
            String::from_utf8(seen.stdout).expect("text")
        };
        let theirs = without_addresses(&run(&cpython, &["-m", "dis"]));
        assert_eq!(run(&taipan(), &["dis"]), theirs, "{}", file.display());
    }
}

fn without_addresses(text: &str) -> String {
    let mut parts = text.split(" at 0x");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    }
    out
}

const PROGRAM: &str = "def f(a):\n    return a + 1\n\nclass C:\n    def f(self):\n        pass\n";

const F: &str = "Disassembly of <code object f, file \"x.py\", line 1>:
  1           RESUME                   0

  2           LOAD_FAST_BORROW         0 (a)
              LOAD_SMALL_INT           1
              BINARY_OP                0 (+)
              RETURN_VALUE
";

const C_F: &str = "Disassembly of <code object f, file \"x.py\", line 5>:
  5           RESUME                   0

  6           LOAD_CONST               0 (None)
              RETURN_VALUE
";

#[test]
fn one_function() {
    let scratch = Scratch::new().with("x.py", PROGRAM);
    ours(&scratch, &["dis", "x.py", "--function", "C.f"]).prints(C_F);
    ours(&scratch, &["dis", "x.py", "--function=f"]).prints(&format!("{F}\n{C_F}"));
    ours(&scratch, &["dis", "x.py", "--function", "g"]).fails(1, "taipan dis: nothing is called 'g' in x.py\n");
}

#[test]
fn offsets() {
    let scratch = Scratch::new();
    ours(&scratch, &["dis", "-", "--offsets"]).input("while x:\n    pass\n").prints(
        "  0          0       RESUME                   0

  1   L1:    2       LOAD_NAME                0 (x)
             4       TO_BOOL
            12       POP_JUMP_IF_FALSE        3 (to L2)
            16       NOT_TAKEN

  2         18       JUMP_BACKWARD           10 (to L1)

  1   L2:   22       LOAD_CONST               0 (None)
            24       RETURN_VALUE
",
    );
}

#[test]
fn what_cannot_be_shown() {
    let scratch = Scratch::new().with("bad.py", "x = (\n").with("bad.pyc", b"+\x0E\r\n rubbish");
    ours(&scratch, &["dis", "no.py"])
        .fails(2, "taipan dis: can't open 'no.py': No such file or directory (os error 2)\n");
    ours(&scratch, &["dis", "bad.py"])
        .fails(1, "  File \"bad.py\", line 1\n    x = (\nSyntaxError: '(' was never closed\n");
    ours(&scratch, &["dis", "bad.pyc"]).fails(1, "taipan dis: 'bad.pyc' is damaged\n");
    ours(&scratch, &["dis"])
        .fails(2, "dis: exactly one file is expected\nTry `taipan dis --help' for more information.\n");
}

#[test]
fn dumps_while_running() {
    let scratch = Scratch::new().with("x.py", format!("{PROGRAM}print(f(1))\n"));
    let named = |text: &str| text.replace("\"x.py\"", "\"DIR/x.py\"");
    ours(&scratch, &["--dump", "bytecode", "--dump-filter", "C.f", "x.py"]).ends(
        "2\n",
        &format!("{}\n\n", named(C_F)),
        0,
    );
    ours(&scratch, &["x.py"]).variable("TAIPAN_DUMP", "bytecode").variable("TAIPAN_DUMP_FILTER", "C.f").ends(
        "2\n",
        &format!("{}\n\n", named(C_F)),
        0,
    );
}
