"""Exception groups and except*: splitting, nesting, re-raising."""


def tree(error, depth=0):
    if isinstance(error, BaseExceptionGroup):
        return f"{type(error).__name__}:{error.message}[" + ", ".join(tree(e) for e in error.exceptions) + "]"
    return repr(error)


g = ExceptionGroup("top", [ValueError(1), ExceptionGroup("sub", [KeyError(2), ValueError(3)]), TypeError(4)])
print(tree(g), str(g), repr(g))
match, rest = g.split(ValueError)
print(tree(match), tree(rest), g.split(OSError)[0], tree(g.subgroup((KeyError, TypeError))), g.subgroup(lambda e: e.args == (3,)).exceptions[0].message, g.subgroup(ExceptionGroup) is g, tree(g.derive([OSError(5)])))


def run(error, reraise=None):
    log = []
    try:
        try:
            raise error
        except* ValueError as eg:
            log.append(f"value {tree(eg)}")
            if reraise == "raise":
                raise
            if reraise == "new":
                raise RuntimeError("new")
        except* (KeyError, OSError) as eg:
            log.append(f"key {tree(eg)}")
        else:
            log.append("else")
        finally:
            log.append("finally")
    except BaseException as error:
        log.append(f"out {tree(error)} context {error.__context__ and tree(error.__context__)}")
    print(log)


run(g)
run(g, "raise")
run(g, "new")
run(ValueError("naked"))
run(ValueError("naked"), "raise")
run(TypeError("not matched"))
run(ExceptionGroup("all matched", [ValueError(1), KeyError(2)]))
run(BaseExceptionGroup("base", [KeyboardInterrupt(), ValueError(0)]))
try:
    try:
        pass
    except* ValueError:
        pass
    else:
        print("no exception: else")
finally:
    print("done")
for attempt in (lambda: ExceptionGroup("x", []), lambda: ExceptionGroup("x", [5]), lambda: ExceptionGroup("x", [KeyboardInterrupt()]), lambda: ExceptionGroup(5, [ValueError()]), lambda: ExceptionGroup("x"), lambda: ExceptionGroup("x", 5), lambda: type(BaseExceptionGroup("x", [ValueError()])).__name__, lambda: type(BaseExceptionGroup("x", [KeyboardInterrupt()])).__name__):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)


def catching_group():
    try:
        raise ValueError(1)
    except* ExceptionGroup:
        pass


def catching_int():
    try:
        raise ValueError(1)
    except* 5:
        pass


for function in (catching_group, catching_int):
    try:
        function()
    except TypeError as error:
        print(error)
for source in ("try: pass\nexcept* ValueError: pass\nexcept KeyError: pass", "try: pass\nexcept*: pass", "for i in x:\n try: pass\n except* E: break", "def f():\n try: pass\n except* E: return", "while 1:\n try: pass\n except* E: continue"):
    try:
        compile(source, "s", "exec")
        print("compiles")
    except SyntaxError as error:
        print(error.msg)


class MyGroup(ExceptionGroup):
    def derive(self, exceptions):
        return MyGroup("derived", exceptions)


m = MyGroup("mine", [ValueError(1), TypeError(2)])
print(tree(m.split(ValueError)[0]), tree(m.subgroup(TypeError)))
