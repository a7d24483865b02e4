"""str(), repr(), chr and ord at their limits."""

print(ord("a"), ord("\u20ac"), ord("\U0010ffff"), ord(b"a"), ord(bytearray(b"\xff")), chr(0) == "\0", chr(0x10FFFF) == "\U0010ffff", chr(True) == "\x01")
for attempt in (lambda: chr(-1), lambda: chr(0x110000), lambda: chr(2**64), lambda: chr(1.0), lambda: chr("a"), lambda: ord(""), lambda: ord("ab"), lambda: ord(5), lambda: ord(b""), lambda: ord(b"ab"), lambda: ord(None), lambda: chr()):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)


class OnlyRepr:
    def __repr__(self):
        return "only-repr"


class BadStr:
    def __str__(self):
        return 5


class BadRepr:
    def __repr__(self):
        return None


class Sub(str):
    pass


class GivesSub:
    def __str__(self):
        return Sub("sub")


print(str(OnlyRepr()), f"{OnlyRepr()}", [OnlyRepr()], "%s" % OnlyRepr(), type(str(GivesSub())), str(GivesSub()), ascii(OnlyRepr()))
for attempt in (lambda: str(BadStr()), lambda: repr(BadRepr()), lambda: str(BadRepr()), lambda: f"{BadStr()}", lambda: "%s" % BadStr(), lambda: print(BadStr()), lambda: [BadRepr()].__repr__(), lambda: ascii(BadRepr())):
    try:
        print(attempt())
    except TypeError as error:
        print(error)
print(str(type), str(int), repr(None), str(...), str(NotImplemented), repr(range(3)), repr(slice(1, None)), str(b"x"), repr({}), repr(set()), repr(frozenset({1})), str(print), repr(len))
cyclic = [1]
cyclic.append(cyclic)
d = {}
d["self"] = d
t = ([],)
t[0].append(t)
print(cyclic, d, t, [cyclic], repr(cyclic) == str(cyclic))
