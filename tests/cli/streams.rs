//! Exit statuses, streams that are closed or full, Ctrl-C.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use super::support::{Scratch, cpython, python, taipan};

#[test]
fn exit_statuses() {
    let scratch = Scratch::new();
    for (value, status, stderr) in [
        ("", 0, ""),
        ("None", 0, ""),
        ("3", 3, ""),
        ("130", 130, ""),
        ("256", 0, ""),
        ("-1", 255, ""),
        ("2**70", 255, ""),
        ("True", 1, ""),
        ("'bye'", 1, "bye\n"),
        ("(1, 2)", 1, "(1, 2)\n"),
        ("1.5", 1, "1.5\n"),
    ] {
        python(&scratch, &["-c", &format!("import sys; print('out'); sys.exit({value})")])
            .ends("out\n", stderr, status);
    }
    python(&scratch, &["-c", "raise SystemExit(4)"]).fails(4, "");
    python(&scratch, &["-c", "try:\n  1/0\nfinally:\n  raise SystemExit(5)"]).fails(5, "");
}

#[test]
fn closed_streams_are_none() {
    let scratch = Scratch::new();
    python(&scratch, &["-c", "print(1)"]).redirected(">&-").prints("");
    python(&scratch, &["-c", "import sys; print(sys.stdin, sys.stderr)"]).redirected("<&- 2>&-").prints("None None\n");
    python(&scratch, &["-c", "import sys; sys.stderr.write(str(sys.stdout))"]).redirected(">&-").fails(0, "None");
    python(&scratch, &["-c", "1/0"]).redirected("2>&-").fails(1, "");
    python(&scratch, &["-c", "import sys; sys.stderr = None; 1/0"]).fails(1, "");
    python(&scratch, &["-c", "import sys; sys.stdout.close()"]).prints("");
}

const FULL: &str = "Exception ignored while flushing sys.stdout:\nOSError: [Errno 28] No space left on device\n";

#[test]
fn full_streams() {
    let scratch = Scratch::new();
    python(&scratch, &["-c", "print(1)"]).redirected(">/dev/full").fails(120, FULL);
    python(&scratch, &["-c", "import sys; print(1); sys.exit(3)"]).redirected(">/dev/full").fails(120, FULL);
    python(&scratch, &["-c", "import sys; sys.stdout.write('x' * 500000)"]).redirected(">/dev/full").fails(
        1,
        "Traceback (most recent call last):
  File \"<string>\", line 1, in <module>
    import sys; sys.stdout.write('x' * 500000)
                ~~~~~~~~~~~~~~~~^^^^^^^^^^^^^^
OSError: [Errno 28] No space left on device
",
    );
    python(&scratch, &["-u", "-c", "print(1)"]).redirected(">/dev/full").fails(
        1,
        "Traceback (most recent call last):
  File \"<string>\", line 1, in <module>
    print(1)
    ~~~~~^^^
OSError: [Errno 28] No space left on device
",
    );
    python(&scratch, &["-c", "1/0"]).redirected("2>/dev/full").fails(120, "");
    python(&scratch, &["nosuch.py"]).redirected("2>/dev/full").fails(120, "");
    python(&scratch, &["--nosuch"]).redirected("2>/dev/full").fails(2, "");
}

#[test]
fn interrupts() {
    let scratch = Scratch::new()
        .with("spin.py", "print('ready', flush=True)\nwhile True:\n    x = 1\n")
        .with("sleep.py", "import time\nprint('ready', flush=True)\ntry:\n    time.sleep(60)\nfinally:\n    print('end')\n")
        .with(
            "caught.py",
            "import time\nprint('ready', flush=True)\ntry:\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('caught')\n",
        );
    // A loop may be at any of its lines; only the last line of the traceback is the same each time.
    check_interrupt(&scratch, "spin.py", "", None, Some(2));
    check_interrupt(
        &scratch,
        "sleep.py",
        "end\n",
        Some(
            "Traceback (most recent call last):
  File \"DIR/sleep.py\", line 4, in <module>
    time.sleep(60)
    ~~~~~~~~~~^^^^
KeyboardInterrupt
",
        ),
        Some(2),
    );
    check_interrupt(&scratch, "caught.py", "caught\n", Some(""), None);
    python(&scratch, &["-c", "raise KeyboardInterrupt"]).fails(
        -2,
        "Traceback (most recent call last):
  File \"<string>\", line 1, in <module>
    raise KeyboardInterrupt
KeyboardInterrupt
",
    );
}

/// Starts a program, sends it SIGINT once it says that it is ready, and looks at its end.
fn check_interrupt(scratch: &Scratch, file: &str, stdout: &str, stderr: Option<&str>, signal: Option<i32>) {
    for executable in [Some(taipan()), cpython()].into_iter().flatten() {
        let mut command = crate::process::command(&executable, &scratch.path);
        command.arg(file).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command can be run");
        let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        output.read_line(&mut line).expect("a line comes");
        assert_eq!(line, "ready\n");
        // Time to get from the line to what follows it.
        std::thread::sleep(std::time::Duration::from_millis(100));
        let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(killed.expect("kill is there").success());
        let mut rest = String::new();
        output.read_to_string(&mut rest).expect("text");
        let ended = child.wait_with_output().expect("it ends");
        let errors = String::from_utf8_lossy(&ended.stderr).replace(&*scratch.path.to_string_lossy(), "DIR");
        assert_eq!((rest.as_str(), ended.status.signal()), (stdout, signal), "{file}: {errors}");
        match stderr {
            Some(stderr) => assert_eq!(errors, stderr, "{file}"),
            None => assert!(errors.ends_with("\nKeyboardInterrupt\n"), "{file}: {errors}"),
        }
    }
}
