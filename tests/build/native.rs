//! Native code ahead of time: what executables with it do, object files, and profiles that are of no use.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use object::{Architecture, Object, ObjectSection, ObjectSymbol, RelocationTarget};
use taipan_abi::helpers::Helper;

use crate::support::{Said, Scratch, said};

const FIB: &str = "import sys\ndef fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nprint(fib(int(sys.argv[1]) if sys.argv[1:] else 15))\n";

/// A program with classes, attributes, globals, generators and exceptions, all of which native code knows.
const PARTS: &str = "
import math
SCALE = 3
class Point:
    kind = 'p'
    def __init__(self, x, y):
        self.x = x
        self.y = y
    def norm(self, by=SCALE):
        return math.sqrt(self.x * self.x + self.y * self.y) * by
class Far(Point):
    __slots__ = ()
    def norm(self, by=2):
        return super().norm(by) + 1
def numbers(n):
    for i in range(n):
        yield i * SCALE
def total(points):
    s = 0.0
    for p in points:
        s += p.norm()
        if p.kind != 'p':
            raise ValueError(p.kind)
    return s
points = [Point(i, i + 1) for i in range(300)] + [Far(i, 2) for i in range(300)]
print(round(total(points), 6), sum(numbers(500)))
def bad(n):
    try:
        return 1 // n
    except ZeroDivisionError:
        return -1
print(sum(bad(i % 3) for i in range(1000)))
Point.kind = 'q'
try:
    total(points)
except ValueError as e:
    print('changed', e)
";

/// What `TAIPAN_STATS` says of an executable's own units.
fn installed(scratch: &Scratch, name: &str) -> u32 {
    let mut command = crate::process::command(&scratch.path.join(name), &scratch.path);
    command.env("TAIPAN_STATS", "1");
    let text = scratch.run(command).stderr;
    text.lines().find_map(|line| line.strip_prefix("from the file ")).map_or(0, |n| n.trim().parse().expect("a number"))
}

fn records(scratch: &Scratch, arguments: &[&str]) -> Said {
    let mut all = vec!["--record", "app.tprof"];
    all.extend(arguments);
    scratch.taipan(&all, |_| ())
}

#[test]
fn native_code_runs_without_the_compiler() {
    let scratch = Scratch::new(&[("app.py", FIB)]);
    assert_eq!(records(&scratch, &["app.py", "18"]), said("2584\n", "", 0));
    scratch.build(&["app.py", "--profile", "app.tprof"]);
    assert_eq!(scratch.execute("app", &["20"]), said("6765\n", "", 0));
    assert_eq!(installed(&scratch, "app"), 1);
}

#[test]
fn what_native_code_takes_for_granted_is_watched() {
    let scratch = Scratch::new(&[("app.py", PARTS)]);
    let interpreted = scratch.taipan(&["--no-jit", "app.py"], |_| ());
    assert_eq!(interpreted.status, 0, "{interpreted:?}");
    assert_eq!(records(&scratch, &["--jit-threshold", "20", "app.py"]), interpreted);
    for flags in [&[][..], &["--jit"]] {
        let mut all = vec!["app.py", "--profile", "app.tprof"];
        all.extend(flags);
        scratch.build(&all);
        assert_eq!(scratch.execute("app", &[]), interpreted);
        assert!(installed(&scratch, "app") > 1, "{}", installed(&scratch, "app"));
    }
}

#[test]
fn training_runs_the_program_first() {
    let scratch = Scratch::new(&[("app.py", FIB)]);
    let build = scratch.taipan(&["build", "--train", "app.py", "-o", "app", "--", "17"], |_| ());
    assert_eq!(build, said("1597\n", "", 0));
    assert_eq!(scratch.execute("app", &["20"]), said("6765\n", "", 0));
    assert_eq!(installed(&scratch, "app"), 1);
    assert_eq!(scratch.names(), ["app", "app.py"]);
}

/// The program defines what it runs only if it is asked to, and then otherwise than when it was recorded.
#[test]
fn another_run_may_go_another_way() {
    let program = "import sys\nif sys.argv[1:]:\n    class C:\n        def get(self, i): return -i\nelse:\n    class C:\n        def __init__(self): self.k = 2\n        def get(self, i): return i * self.k\ndef run(n):\n    c = C()\n    s = 0\n    for i in range(n):\n        s += c.get(i)\n    return s\nfor i in range(300): run(5)\nprint(run(2000))\n";
    let scratch = Scratch::new(&[("app.py", program)]);
    assert_eq!(records(&scratch, &["app.py"]), said("3998000\n", "", 0));
    scratch.build(&["app.py", "--profile", "app.tprof"]);
    assert_eq!(scratch.execute("app", &[]), said("3998000\n", "", 0));
    assert_eq!(scratch.execute("app", &["x"]), said("-1999000\n", "", 0));
}

/// Globals hold other kinds of things than when they were recorded, or two of them the same.
#[test]
fn globals_may_hold_other_things() {
    let program = "import sys\nother = sys.argv[1:]\ndef one(): return 1\ndef two(): return 2\nitems = [1, 2]\nlimit = 1.5\nif other:\n    two = one\n    items = 7\n    limit = 10**30\ndef same(): return one is two\ndef call(): return one() + two()\ndef look(): return items if limit else None\nfor i in range(1000): same(); call(); look()\nprint(same(), call(), look(), limit)\n";
    let scratch = Scratch::new(&[("app.py", program)]);
    assert_eq!(records(&scratch, &["app.py"]), said("False 3 [1, 2] 1.5\n", "", 0));
    scratch.build(&["app.py", "--profile", "app.tprof"]);
    assert_eq!(scratch.execute("app", &[]), said("False 3 [1, 2] 1.5\n", "", 0));
    assert!(installed(&scratch, "app") > 2);
    let wanted = said("True 2 7 1000000000000000000000000000000\n", "", 0);
    assert_eq!(scratch.execute("app", &["x"]), wanted);
}

#[test]
fn bad_profiles() {
    let scratch = Scratch::new(&[("app.py", FIB), ("not.tprof", "something else")]);
    assert_eq!(records(&scratch, &["app.py", "18"]).status, 0);
    let whole = fs::read(scratch.path.join("app.tprof")).expect("a profile");
    fs::write(scratch.path.join("short.tprof"), &whole[..whole.len() - 3]).expect("written");
    let mut other = whole.clone();
    other[12] ^= 1;
    fs::write(scratch.path.join("other.tprof"), other).expect("written");
    let before = scratch.names();
    for (file, problem) in [
        ("none.tprof", "can't read the profile 'none.tprof': No such file or directory"),
        ("not.tprof", "the profile 'not.tprof' is no profile"),
        ("short.tprof", "the profile 'short.tprof' is damaged"),
        ("other.tprof", "the profile 'other.tprof' was recorded by another version of taipan; record it anew"),
    ] {
        let build = scratch.taipan(&["build", "app.py", "--profile", file], |_| ());
        assert_eq!(build, said("", &format!("taipan build: {problem}\n"), 1));
        assert_eq!(scratch.names(), before, "something was left behind");
    }
    let build = scratch.taipan(&["build", "app.py", "--train", "--profile", "app.tprof"], |_| ());
    assert_eq!((build.status, build.stdout.as_str()), (2, ""));
    assert_eq!(scratch.names(), before, "something was left behind");
}

#[test]
fn a_profile_of_other_code_is_skipped() {
    let scratch = Scratch::new(&[("app.py", FIB)]);
    assert_eq!(records(&scratch, &["app.py", "18"]).status, 0);
    fs::write(scratch.path.join("app.py"), FIB.replace("n < 2", "n <= 1")).expect("written");
    let build = scratch.taipan(&["build", "app.py", "--profile", "app.tprof"], |_| ());
    let note =
        "taipan build: note: 1 of 1 units of the profile are of code that the program does not have; was it changed?\n";
    assert_eq!(build, said("", note, 0));
    assert_eq!(scratch.execute("app", &["10"]), said("55\n", "", 0));
}

#[test]
fn places_that_profiles_cannot_be_written_to() {
    let scratch = Scratch::new(&[("app.py", "print(1)\n")]);
    let run = scratch.taipan(&["--record", "none/app.tprof", "app.py"], |_| ());
    assert_eq!(run, said("", "taipan: --record: can't write 'DIR/none/app.tprof': there is no folder 'DIR/none'\n", 2));
}

/// Every example becomes an object file for every target, which refers to helpers and the loader alone.
#[test]
fn examples_become_object_files() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let helpers: BTreeSet<String> = Helper::ALL
        .iter()
        .map(|h| format!("taipan_helper_{}", h.info().name))
        .chain(["taipan_native".into()])
        .collect();
    let scratch = Scratch::new(&[]);
    let mut count = 0;
    for example in fs::read_dir(examples).expect("examples").flatten().map(|entry| entry.path()) {
        if example.extension().is_none_or(|e| e != "py") {
            continue;
        }
        count += 1;
        for (target, architecture) in
            [("x86_64-unknown-linux-gnu", Architecture::X86_64), ("aarch64-unknown-linux-gnu", Architecture::Aarch64)]
        {
            let file = example.to_string_lossy();
            scratch.build(&["--emit", "obj", "--target", target, &file, "-o", "made.o"]);
            let bytes = fs::read(scratch.path.join("made.o")).expect("an object file");
            let object = object::File::parse(&*bytes).expect("it is well-formed");
            assert_eq!(object.architecture(), architecture, "{file}");
            let text = object.section_by_name(".text.taipan_native").expect("code");
            assert!(text.size() > 0, "{file}");
            for section in object.sections() {
                for (offset, relocation) in section.relocations() {
                    let RelocationTarget::Symbol(symbol) = relocation.target() else {
                        panic!("{file}: a relocation at {offset} of nothing")
                    };
                    let symbol = object.symbol_by_index(symbol).expect("its symbol is there");
                    let name = symbol.name().expect("a name");
                    assert!(
                        symbol.is_definition() || symbol.section_index().is_some() || helpers.contains(name),
                        "{file}: {name}"
                    );
                }
            }
        }
    }
    assert!(count > 10);
}
