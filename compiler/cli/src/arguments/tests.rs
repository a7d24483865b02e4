//! Command lines and what they mean.

use super::*;
use taipan_abi::options::Stage;

fn parsed(line: &[&str]) -> Result<Command, UsageError> {
    parse(["taipan"].iter().chain(line).map(OsString::from), &|_| None)
}

fn run(line: &[&str]) -> Run {
    match parsed(line) {
        Ok(Command::Run(run)) => *run,
        other => panic!("{line:?} gives {other:?}"),
    }
}

fn refused(line: &[&str]) -> String {
    match parsed(line) {
        Err(UsageError(text)) => text.lines().next().unwrap_or_default().to_owned(),
        other => panic!("{line:?} gives {other:?}"),
    }
}

#[test]
fn options_end_at_the_program() {
    let found = run(&["-O", "--no-jit", "app.py", "-O", "--no-jit"]);
    assert_eq!(found.program, Program::File("app.py".into()));
    assert_eq!(found.arguments, ["-O", "--no-jit"]);
    assert_eq!(found.python.optimize, 1);
    assert!(found.options.no_jit);
}

#[test]
fn flags_combine_and_take_values() {
    let found = run(&["-OOBWerror", "-Xdev", "-X", "a=b", "-cprint()", "x"]);
    assert_eq!(found.program, Program::Code("print()".into()));
    assert_eq!((found.python.optimize, found.python.dont_write_bytecode), (2, 1));
    assert_eq!(found.python.extras, ["dev", "a=b"]);
    assert_eq!(found.python.warn_options(), ["default", "error"]);
    assert_eq!(run(&["-m", "timeit", "-h"]).arguments, ["-h"]);
}

#[test]
fn run_is_a_word_once() {
    assert_eq!(run(&["run", "run"]).program, Program::File("run".into()));
    assert_eq!(run(&["run", "--no-jit", "a.py"]).program, Program::File("a.py".into()));
    assert_eq!(run(&["--no-jit", "run", "a.py"]).program, Program::File("a.py".into()));
    assert_eq!(run(&["a.py", "run"]).arguments, ["run"]);
    assert_eq!(run(&["--", "-x.py"]).program, Program::File("-x.py".into()));
}

#[test]
fn stdin_is_what_is_left() {
    assert_eq!(run(&["-u"]).program, Program::Stdin { named: false });
    assert_eq!(run(&["-", "a"]).program, Program::Stdin { named: true });
}

#[test]
fn values_of_our_options() {
    assert_eq!(run(&["--jit-threshold", "0", "a.py"]).options.jit_threshold, Some(0));
    assert_eq!(run(&["--jit-threshold=7", "a.py"]).options.jit_threshold, Some(7));
    assert!(refused(&["--jit-threshold=x", "a.py"]).contains("expected a number"));
    assert!(refused(&["--no-jit=1", "a.py"]).contains("No argument expected"));
    assert!(run(&["--dump", "mir,asm", "a.py"]).options.dump.contains(Stage::Asm));
    assert!(refused(&["--dump", "mirror", "a.py"]).contains("no stage is called 'mirror'"));
    assert!(run(&["--stats", "a.py"]).options.stats);
}

#[test]
fn mistakes() {
    assert_eq!(refused(&["-Z"]), "Unknown option: -Z");
    assert_eq!(refused(&["-OZ"]), "Unknown option: -Z");
    assert_eq!(refused(&["--zero"]), "Unknown option: --zero");
    for option in ["-c", "-m", "-W", "-X"] {
        assert_eq!(refused(&[option]), format!("Argument expected for the {option} option"));
    }
}

#[test]
fn variables_stand_for_options() {
    let variable = |name: &str| match name {
        "TAIPAN_NO_JIT" | "PYTHONUNBUFFERED" => Some("1".to_owned()),
        "TAIPAN_JIT_THRESHOLD" => Some("9".to_owned()),
        "PYTHONOPTIMIZE" => Some("2".to_owned()),
        "PYTHONWARNINGS" => Some("ignore,error".to_owned()),
        _ => None,
    };
    let read = |line: &[&str]| match parse(line.iter().map(OsString::from), &variable) {
        Ok(Command::Run(run)) => *run,
        other => panic!("{other:?}"),
    };
    let found = read(&["taipan", "--jit-threshold=1", "-Wd", "-O"]);
    assert!(found.options.no_jit);
    assert_eq!(found.options.jit_threshold, Some(1));
    assert_eq!((found.python.unbuffered, found.python.optimize), (1, 2));
    assert_eq!(found.python.warnings, ["ignore", "error", "d"]);
    let isolated = read(&["taipan", "-I"]);
    assert_eq!((isolated.python.unbuffered, isolated.python.isolated, isolated.python.safe_path), (0, 1, 1));
}

#[test]
fn isolation_implies_others() {
    let python = run(&["-I"]).python;
    assert_eq!((python.ignore_environment, python.safe_path, python.no_user_site), (1, 1, 1));
}
