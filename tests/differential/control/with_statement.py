"""with: order of events, suppression, several managers, errors in enter and exit."""

log = []


class Manager:
    def __init__(self, name, suppress=False, fail_enter=False, fail_exit=False):
        self.name, self.suppress, self.fail_enter, self.fail_exit = name, suppress, fail_enter, fail_exit

    def __enter__(self):
        log.append(f"enter {self.name}")
        if self.fail_enter:
            raise RuntimeError(f"enter {self.name}")
        return self.name.upper()

    def __exit__(self, kind, value, traceback):
        log.append(f"exit {self.name} {kind and kind.__name__} {value} {traceback is not None}")
        if self.fail_exit:
            raise RuntimeError(f"exit {self.name}")
        return self.suppress


def run(*managers, body=lambda: None):
    log.clear()
    try:
        if len(managers) == 1:
            with managers[0] as target:
                log.append(target)
                body()
        else:
            with managers[0] as first, managers[1] as second:
                log.append(first + second)
                body()
        log.append("after")
    except Exception as error:
        log.append(f"caught {error!r} from {error.__context__!r}")
    print(log)


def divide():
    1 / 0


run(Manager("a"))
run(Manager("a"), body=divide)
run(Manager("a", suppress=True), body=divide)
run(Manager("a", suppress=1), Manager("b"), body=divide)
run(Manager("a"), Manager("b", suppress=True), body=divide)
run(Manager("a", fail_enter=True))
run(Manager("a"), Manager("b", fail_enter=True))
run(Manager("a", suppress=True), Manager("b", fail_enter=True))
run(Manager("a", fail_exit=True))
run(Manager("a", fail_exit=True), body=divide)
run(Manager("a", fail_exit=True), Manager("b", fail_exit=True), body=divide)


def returns():
    with Manager("r"):
        return "value"


log.clear()
print(returns(), log)
with (
    Manager("p") as p,
    Manager("q"),
):
    print(p)
with Manager("x") as (a, *b), Manager("y") as log[:]:
    print(a, b, log)


class NoExit:
    def __enter__(self):
        pass


class NoEnter:
    def __exit__(self, *args):
        pass


class BadExit:
    def __enter__(self):
        return self

    def __exit__(self):
        pass


class Instance:
    def __init__(self):
        self.__enter__ = lambda: 1
        self.__exit__ = lambda *a: None


for manager in (NoExit(), NoEnter(), BadExit(), Instance(), 5, None):
    try:
        with manager:
            print("body")
    except Exception as error:
        print(type(error).__name__, error)
