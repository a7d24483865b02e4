"""Comparison, hashing and identity-insensitive behaviour of equal strings."""

import sys

words = ["b", "a", "B", "", "ab", "aa", "a\x00", "a\x00b", "\xe9", "e", "z", "\u20ac", "\U0001f40d", "10", "9", " a"]
print([ascii(w) for w in sorted(words)])
print([ascii(w) for w in sorted(words, reverse=True)], ascii(max(words)), repr(min(words)), ascii(max(words, key=len)))
made = "".join(["he", "llo"])
print(made == "hello", hash(made) == hash("hello"), sys.intern(made) is sys.intern("hello"), {made: 1} == {"hello": 1}, made in {"hello"}, made != "Hello")
print("a" < "b", "a" < "ab", "Z" < "a", "a" == b"a", "a" != b"a", "1" == 1, "a" in ["b", "a"], "abc".__lt__("abd"), "a".__eq__(1), "a".__lt__(1), "" < "\x00")
for attempt in (lambda: "a" < 1, lambda: "a" < b"a", lambda: sorted(["a", 1]), lambda: max("a", 1), lambda: "a" >= None):
    try:
        print(attempt())
    except TypeError as error:
        print(error)


class CaseInsensitive(str):
    def __eq__(self, other):
        return self.lower() == other.lower()

    def __hash__(self):
        return hash(self.lower())


d = {CaseInsensitive("Key"): 1}
d[CaseInsensitive("KEY")] = 2
print(d, CaseInsensitive("a") == "A", "A" == CaseInsensitive("a"), "A" != CaseInsensitive("a"), len({CaseInsensitive("x"), CaseInsensitive("X")}), CaseInsensitive("k") in ["K"])
try:
    sys.intern(CaseInsensitive("x"))
except TypeError as error:
    print(error)
e = {}
for i in range(300):
    e["key" + str(i % 100)] = e.get("key%d" % (i % 100), 0) + i
print(len(e), e["key7"], f"key{99}" in e, sum(e.values()))
