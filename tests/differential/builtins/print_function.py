"""print: sep, end, file, flush, odd objects."""

import sys

print()
print("a", "b", sep="-")
print("a", "b", sep="", end="!\n")
print(1, None, [2], "x", sep=", ", end="|")
print("", end="\n\n")
print(*range(5), sep="\n")
print("none sep", "x", sep=None, end=None)
print("\u20ac\u00e9\U0001f40d", "\x00\t|", "a\\n")


class Sink:
    def __init__(self):
        self.parts = []
        self.flushed = 0

    def write(self, text):
        self.parts.append(text)

    def flush(self):
        self.flushed += 1


sink = Sink()
print("to", "sink", 5, file=sink, flush=True)
print(file=sink)
print("x", end="", file=sink)
print(sink.parts, sink.flushed)


class Str:
    def __str__(self):
        return "str used"

    def __repr__(self):
        return "repr used"


print(Str(), [Str()], (Str(),), {Str: 1}.__len__())
for attempt in (lambda: print("a", sep=5), lambda: print("a", end=b""), lambda: print("a", file=5), lambda: print("a", foo=1), lambda: print(Str(), file=Str()), lambda: print("x", sep=1, file=None)):
    try:
        attempt()
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)


class Fails:
    def __str__(self):
        raise ValueError("cannot print")


try:
    print("before", Fails(), "after")
except ValueError as error:
    print()
    print(error)
saved, sys.stdout = sys.stdout, sink
print("redirected")
sys.stdout = saved
print(sink.parts[-2:])
print("to stderr", file=sys.stderr)
sys.stdout.write("direct write\n")
print(sys.stdout.write("five\n"), print("nothing") is None)
sys.stdout = None
print("goes nowhere")
sys.stdout = saved
del sys.stdout
try:
    print("lost")
except RuntimeError as error:
    sys.stdout = saved
    print(error)
print("end without newline", end="")
