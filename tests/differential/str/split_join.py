"""split, rsplit, splitlines, partition, join and their corners."""

TEXTS = ["", " ", "a", " a  b\tc\n", "a,b,,c,", ",", "aXXbXXXc", "one", "\u2003x\u2003y", "\x1ca\x1db"]
for text in TEXTS:
    print(ascii(text), text.split(), ascii(text.rsplit(None, 1)), ascii(text.split(None, 1)), ascii(text.split(",")), ascii(text.split(",", 1)), ascii(text.rsplit(",", 1)), ascii(text.split("XX")), ascii(text.rsplit("XX", 1)))
    print(ascii(text.partition(",")), ascii(text.rpartition(",")), ascii(text.partition("XX")), ascii(text.rpartition("XX")))
print("a b c d".split(maxsplit=2), "a b c d".rsplit(maxsplit=2), "a  b ".split(" "), "a b".split(" ", 0), " a b ".split(None, 0), "abc".split("abc"), "a-b-c".split(sep="-", maxsplit=-1))
LINES = "a\nb\r\nc\rd\x0be\x0cf\x1cg\x1dh\x1ei\x85j\u2028k\u2029l\n\n"
print(LINES.splitlines())
print(ascii(LINES.splitlines(True)))
print("".splitlines(), "\n".splitlines(), "a".splitlines(), "a\n".splitlines(keepends=True), "\r\n\r\n".splitlines())
print(", ".join([]), ", ".join(["a"]), ", ".join("abc"), "".join(("a", "b")), "-".join({"k": 1}), "x".join(c for c in "ab"), "ab".join(["\u20ac", "\U0001f40d", ""]))
for attempt in (lambda: "a".split(""), lambda: "a".partition(""), lambda: "a".split(1), lambda: ",".join([1]), lambda: ",".join(["a", None]), lambda: ",".join(5), lambda: "a".split(",", "b"),
                lambda: "a".join(b"b"), lambda: "a".rpartition(None), lambda: "a".split(",", 1, 2), lambda: "a".split(b","), lambda: "a".splitlines("x", 1), lambda: "".join(["a", b"b"])):
    try:
        print(attempt())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


class S(str):
    def __str__(self):
        return "never"


print("-".join([S("a"), S("b")]), type("".join([S("a")])), type("-".join(["a"])), S("a b").split(), type(S("x").strip()))
