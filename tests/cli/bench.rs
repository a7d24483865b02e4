//! `taipan bench`, with shell scripts in the place of other Pythons.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::support::{Scratch, ours, taipan};

/// A folder with a program and two Pythons, one of which prints something of its own.
fn scratch() -> Scratch {
    let taipan = taipan();
    let taipan = taipan.display();
    let scratch = Scratch::new()
        .with("hello.py", "import sys\nprint('hello', *sys.argv[1:])\n")
        .with("fails.py", "raise SystemExit(3)\n")
        .with("same", format!("#!/bin/sh\nexec {taipan} \"$@\"\n"))
        .with("other", "#!/bin/sh\n[ \"$1\" = -c ] && echo other 1.0 || echo help\n");
    for script in ["same", "other"] {
        let path = scratch.path.join(script);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("permissions can be given");
    }
    scratch
}

#[test]
fn outputs_that_agree() {
    let scratch = scratch();
    let arguments = [
        "bench", "hello.py", "fails.py", "--quick", "--vs", "./same", "--json", "r.json", "--html", "r.html", "--args",
        "a b",
    ];
    let (stdout, stderr, status) = ours(&scratch, &arguments).run(&taipan());
    // The reference itself fails, which is said; the others do the same.
    assert_eq!(stderr, "taipan bench: fails.py: same ends with status 3: \n");
    assert_eq!(status, 1);
    let words: Vec<&str> = stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let wanted =
        ["min", "hello.py", "same", "interpreted", "jit", "aot", "fails.py", "same", "interpreted", "jit", "aot"];
    assert_eq!(&words[..11], wanted);
    assert!(stdout.contains("\nsame: taipan 3.14."), "{stdout}");

    let json = fs::read_to_string(scratch.path.join("r.json")).expect("the file is written");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["arguments"], serde_json::json!(["a", "b"]));
    let hello = &json["programs"][0];
    assert_eq!((&hello["name"], &hello["path"]), (&"hello.py".into(), &"hello.py".into()));
    for result in hello["results"].as_array().expect("results") {
        assert_eq!((&result["status"], &result["problem"]), (&0.into(), &serde_json::Value::Null));
        assert_eq!(result["samples"].as_array().map(Vec::len), Some(3));
        let (min, median) = (result["wall"]["min"].as_f64(), result["wall"]["median"].as_f64());
        assert!(min > Some(0.0) && min <= median && result["peak"].as_u64() > Some(1 << 20));
    }
    assert_eq!(json["programs"][1]["results"][0]["status"], 3);
    assert!(fs::read_to_string(scratch.path.join("r.html")).expect("the file is written").contains("</html>"));
    let leftovers = fs::read_dir(std::env::temp_dir()).expect("a folder").flatten();
    let ours = format!("taipan-bench-{}", std::process::id());
    assert_eq!(leftovers.filter(|entry| entry.file_name().to_string_lossy().starts_with(&ours)).count(), 0);
}

#[test]
fn outputs_that_differ() {
    let scratch = scratch();
    let (stdout, stderr, status) =
        ours(&scratch, &["bench", "hello.py", "--runs", "1", "--vs", "./other"]).run(&taipan());
    let wrong = |mode| format!("taipan bench: hello.py: {mode} prints something else than other from byte 3 on\n");
    assert_eq!(stderr, wrong("interpreted") + &wrong("jit") + &wrong("aot"));
    assert_eq!(status, 1);
    assert!(stdout.lines().any(|line| line.starts_with("interpreted") && line.ends_with("wrong")), "{stdout}");
    let (_, stderr, status) = ours(&scratch, &["bench", "fails.py", "--runs", "1", "--vs", "./other"]).run(&taipan());
    let wrong = |mode| format!("taipan bench: fails.py: {mode} ends with status 3, other with status 0\n");
    assert_eq!(stderr, wrong("interpreted") + &wrong("jit") + &wrong("aot"));
    assert_eq!(status, 1);
}

#[test]
fn requests_that_cannot_be_followed() {
    let scratch = scratch();
    let hint = "Try `taipan bench --help' for more information.\n";
    ours(&scratch, &["bench"]).fails(2, &format!("bench: no program is given\n{hint}"));
    ours(&scratch, &["bench", "--fast", "x.py"]).fails(2, &format!("Unknown option: --fast\n{hint}"));
    ours(&scratch, &["bench", "x.py", "--runs", "0"])
        .fails(2, &format!("bench: --runs: expected a number from 1 to 1000000, not '0'\n{hint}"));
    ours(&scratch, &["bench", "x.py"])
        .fails(2, "taipan bench: can't open 'x.py': No such file or directory (os error 2)\n");
    ours(&scratch, &["bench", "hello.py", "--vs", "./nopython"])
        .fails(2, "taipan bench: cannot run './nopython': No such file or directory (os error 2)\n");
    ours(&scratch, &["bench", "hello.py", "--vs", "/bin/true"])
        .fails(2, "taipan bench: '/bin/true' does not answer like a Python\n");
    ours(&scratch, &["bench", "hello.py", "--json", "no/r.json"])
        .fails(2, "taipan bench: cannot write 'no/r.json': No such file or directory (os error 2)\n");
}
