"""A machine that stumbles all the time: raising, catching and cleaning up in loops."""

import sys


class MachineError(Exception):
    def __init__(self, step, reason):
        super().__init__(f"step {step}: {reason}")
        self.step = step
        self.reason = reason


class Jam(MachineError):
    pass


class Overheated(MachineError):
    pass


class Guard:
    """Counts who enters and who leaves, and swallows jams."""

    def __init__(self):
        self.entered = 0
        self.swallowed = 0

    def __enter__(self):
        self.entered += 1
        return self

    def __exit__(self, kind, error, traceback):
        if kind is not None and issubclass(kind, Jam):
            self.swallowed += 1
            return True
        return False


def press(step):
    if step % 7 == 0:
        raise Jam(step, "paper")
    if step % 11 == 0:
        raise Overheated(step, "press")
    return step


def feed(step, depth):
    """Let errors cross a few frames on their way up."""
    if depth == 0:
        return press(step)
    return feed(step, depth - 1)


def parse(text):
    try:
        return int(text)
    except ValueError:
        return None


def supervise(steps):
    guard = Guard()
    done = hot = cleaned = 0
    for step in range(steps):
        try:
            with guard:
                done += feed(step, 3) & 15
        except Overheated as error:
            hot += error.step & 15
        finally:
            cleaned += 1
    return guard, done, hot, cleaned


def lookups(steps):
    table = {n: n * n for n in range(0, 100, 3)}
    items = list(range(50))
    missing = outside = wrong = 0
    for step in range(steps):
        try:
            items[table[step % 100] % 64]
        except KeyError:
            missing += 1
        except IndexError:
            outside += 1
        if parse("12x" if step % 2 else "12") is None:
            wrong += 1
    return missing, outside, wrong


def translate(steps):
    """Wrap errors in others and look at the chains."""
    chains = 0
    for step in range(steps):
        try:
            try:
                1 // (step % 3)
            except ZeroDivisionError as error:
                raise MachineError(step, "gear") from error
        except MachineError as error:
            if isinstance(error.__cause__, ZeroDivisionError):
                chains += 1
    return chains


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    guard, done, hot, cleaned = supervise(steps)
    print(f"{guard.entered} entered, {guard.swallowed} jams swallowed")
    print(f"done {done}, hot {hot}, cleaned {cleaned}")
    missing, outside, wrong = lookups(steps)
    print(f"{missing} missing, {outside} outside, {wrong} wrong")
    print(f"{translate(steps)} chains")


if __name__ == "__main__":
    main()
