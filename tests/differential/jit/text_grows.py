"""`s += t` on strings: in place where nobody else sees the string, a new one where somebody does."""

import sys


def grow(count):
    s = ""
    for i in range(count):
        s += "x"
    return len(s)


def shared(count):
    s = "start"
    kept = []
    for i in range(count):
        s += str(i % 10)
        if i % 100 == 0:
            kept.append(s)
        if len(s) > 500:
            s = ""
    return [len(k) for k in kept], kept[-1][:20], s[:10]


def other_variable(count):
    s = t = ""
    out = 0
    for i in range(count):
        t = s
        s += "ab"
        out += len(s) - len(t)
        u = s
        u += "c"
        if s + "c" != u:
            print("never")
    return out, t == s


def itself(count):
    s = "ab"
    for i in range(count):
        s += s
        if len(s) > 100:
            s = "ab" + str(i)
    return s


def in_try(count):
    s = ""
    for i in range(count):
        try:
            s += "y"
            s += i if i % 700 == 699 else "z"
        except TypeError as error:
            s += "!"
            text = str(error)
    return len(s), s.count("!"), text


def kinds(values):
    s = values[0]
    for v in values:
        s += v
    return s


class Text(str):
    def __add__(self, other):
        return Text("T" + str(other))


def subclass(count):
    s = Text("t")
    for i in range(count):
        s += "a"
    return s, type(s).__name__


def joined(count):
    s = "\u00e9"
    t = ""
    for i in range(count):
        t += "\u4e2d" if i == 1200 else "q"
        s += t[-1]
    return len(s), s[-3:], t[1198:1203]


def visible(count):
    s = ""
    for i in range(count):
        s += "v"
        if i == count - 1:
            return len(sys._getframe().f_locals["s"])


def parts(words, text):
    found = 0
    for word in words:
        if word in text:
            found += 1
        if word not in "abc":
            found += 10
    return found


print(grow(200000), grow(3000))
print(shared(2000))
print(other_variable(2000))
print(len(itself(2000)))
print(in_try(2100))
print(kinds(["a"] * 1500)[-3:], kinds([1] * 1500), kinds([[1]] + [[2]] * 1500)[-2:], kinds([1.5] * 1500))
print(subclass(1500))
print(joined(2000))
print(visible(1500))
print(parts(["a", "zz", "bc", "", "\u4e2d"] * 400, "xyzzy \u4e2d"))
try:
    parts(["a"] * 2000 + [1], "xyz")
except TypeError as error:
    print(error)
