"""find, index, count, startswith, endswith, in, with bounds."""

s = "abracadabra"
BOUNDS = [(), (0,), (1,), (4,), (-4,), (3, 8), (0, -1), (5, 2), (100,), (-100, 100), (None, 5), (None, None), (11,), (12,)]
for needle in ("a", "abra", "bra", "", "z", "abracadabra", "abracadabraa"):
    print(repr(needle), [(s.find(needle, *b), s.rfind(needle, *b), s.count(needle, *b), s.startswith(needle, *b), s.endswith(needle, *b)) for b in BOUNDS])
print("aaaa".count("aa"), "".count(""), "abc".count(""), "abc".count("", 1), "abc".count("", 4), "".find(""), "".rfind("", 1), "abc".rfind(""))
print(s.startswith(("x", "abr")), s.endswith(("ra", "x")), s.startswith(()), s.startswith(("bra",), 1), "".startswith(""), "ab" in "cab", "" in "", "x" not in s)
long = "ab" * 500 + "abc" + "ab" * 500
print(long.find("abc"), long.rfind("abc"), long.find("abab" * 200 + "c"), long.find("b" * 3), long.count("abab"), long.replace("abc", "").count("ab"), long.index("ca"))
wide = "\u20ac" * 300 + "x" + "\U0001f40d" * 300
print(wide.find("x"), wide.find("\u20acx\U0001f40d"), wide.rfind("\u20ac"), wide.count("\U0001f40d\U0001f40d"), "\u20ac" * 301 in wide, wide.index("\U0001f40d", 302))
for attempt in (lambda: s.index("z"), lambda: s.rindex("z", 2), lambda: 1 in s, lambda: None in s, lambda: s.find(1), lambda: s.startswith(1), lambda: s.startswith(("a", 1)), lambda: s.startswith(("z", 1)),
                lambda: s.count(), lambda: s.find("a", "b"), lambda: s.endswith(["a"]), lambda: b"a" in s, lambda: s.find("a", 1.0)):
    try:
        print(attempt())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
