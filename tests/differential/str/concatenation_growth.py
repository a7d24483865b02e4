"""Strings that grow by += while others still hold their old values."""

s = ""
kept = []
for i in range(2000):
    s += chr(97 + i % 26)
    if i % 500 == 0:
        kept.append(s)
print(len(s), [len(k) for k in kept], kept[1][-1], s[500:510], hash(s[:501]) == hash(kept[1]))


class Holder:
    text = ""


h = Holder()
for i in range(1000):
    h.text += str(i)
print(len(h.text), h.text[-8:])
a = b = "shared"
a += "!"
print(a, b)
d = {"k": "x"}
alias = d["k"]
d["k"] += "y"
print(d, alias)


def grow(text, n):
    original = text
    for _ in range(n):
        text += "\u20ac"
    return original, len(text), text.count("\u20ac")


print(grow("abc", 100))
t = "ab"
t += t
t += t + t
t *= 2
print(t, len(t))
parts = []
u = "x"
for width in ("y", "\xe9", "\u0100", "\U0001f40d", "z"):
    old = u
    u += width
    parts.append(old)
print([ascii(p) for p in parts], ascii(u), u.startswith(parts[-1]))
try:
    s += 5
except TypeError as error:
    print(error, len(s))
try:
    s = 5 + s
except TypeError as error:
    print(error)
x = "a"
x, y = x + "b", x
print(x, y)
