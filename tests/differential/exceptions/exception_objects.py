"""Attributes, str and repr of builtin exceptions; notes; equality; pickling state."""

SAMPLES = [Exception(), Exception("one"), Exception("one", 2), KeyError("key"), KeyError(), KeyError("a", "b"), ValueError(None), StopIteration(5), SystemExit(3), SystemExit(), OSError(2, "No such file"), OSError(2, "No such file", "name.txt"), OSError(2, "x", "a", None, "b"), OSError("only text"), OSError(13, "denied"), OSError(17, "exists"), OSError(9999, "unknown"), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), UnicodeEncodeError("ascii", "\xe9", 0, 1, "bad"), UnicodeTranslateError("ab", 0, 2, "bad"), ImportError("msg", name="mod", path="p"), SyntaxError("bad", ("f.py", 3, 5, "text", 3, 9)), SyntaxError("plain"), NameError("n", name="x"), AttributeError("a", name="b", obj=1), ExceptionGroup("g", [ValueError(1)]), KeyboardInterrupt(), MemoryError(), RecursionError("deep"), AssertionError((1, 2)), GeneratorExit()]
for e in SAMPLES:
    print(type(e).__name__, repr(str(e)), repr(e), e.args)
o = OSError(2, "No such file", "name.txt")
print(o.errno, o.strerror, o.filename, o.filename2, type(OSError(13, "x")).__name__, type(OSError(32, "x")).__name__, type(OSError(110, "x")).__name__, EnvironmentError is OSError, IOError is OSError, isinstance(o, FileNotFoundError))
s = SAMPLES[21]
print(s.msg, s.filename, s.lineno, s.offset, s.text, s.end_lineno, s.end_offset, s.print_file_and_line)
u = SAMPLES[17]
print(u.encoding, u.object, u.start, u.end, u.reason, SAMPLES[20].name, SAMPLES[20].path, SAMPLES[20].msg, StopIteration(5, 6).value, StopIteration().value, SystemExit(3).code, SystemExit(1, 2).code)
e = ValueError("noted")
e.add_note("first note")
e.add_note("second")
print(e.__notes__, e, e == ValueError("noted"), e.__traceback__, e.__dict__)
e.custom = 1
e.args = ("changed", 2)
print(e, e.__dict__["custom"], e.__reduce__()[1], BaseException.__subclasses__().__len__() > 3)


class Plain(Exception):
    pass


class NoSuper(Exception):
    def __init__(self, a, b):
        self.a = a


class Custom(Exception):
    def __str__(self):
        return "custom str"


class BadStr(Exception):
    def __str__(self):
        raise ValueError("no str")


print(repr(Plain(1)), repr(NoSuper(1, 2)), str(NoSuper(1, 2)), NoSuper(1, b=2).args, repr(Custom("x")), str(Custom("x")), Plain.__mro__[1:3], repr(Plain("a\n")), f"{Custom()}")
for attempt in (lambda: Exception(x=1), lambda: Plain(x=1), lambda: UnicodeDecodeError("a"), lambda: str(BadStr()), lambda: e.add_note(5), lambda: ImportError(foo=1), lambda: SyntaxError("a", (1,)), lambda: NameError(name2=1), lambda: StopIteration(value=1), lambda: BaseException.__new__(int), lambda: setattr(e, "__notes__", 5) or e.add_note("x"), lambda: OSError(1, 2, 3, 4, 5, 6)):
    try:
        print(repr(attempt()))
    except Exception as error:
        print(type(error).__name__, error)


def walk(kind, depth=0):
    names = [f"{'.' * depth}{kind.__name__}"]
    for sub in sorted(kind.__subclasses__(), key=lambda k: k.__name__):
        if sub.__module__ == "builtins":
            names += walk(sub, depth + 1)
    return names


print(" ".join(n for n in walk(BaseException) if "Incomplete" not in n))
