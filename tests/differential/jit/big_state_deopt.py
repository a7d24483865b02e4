"""Many live locals of many kinds when an assumption breaks; all must survive."""


def many_locals(values):
    a, b, c, d = 1, 2.5, "text", [1, 2]
    e, f, g, h = (1, 2), {"k": 1}, None, True
    i, j, k, l = 2**62, -0.0, 2**100, b"bytes"
    m, n, o, p = 0, 0.0, "", []
    for index, value in enumerate(values):
        m += 1
        n += 0.5
        o = c[index % 4]
        p = d
        a, e = a + 1, (a, index)
        i += 1
        k -= 1
        x = value + 1
        j = -j
        h = not h
        f["k"] = index
    return a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p is d, x


for _ in range(3):
    many_locals(list(range(1000)))
print(many_locals(list(range(1000)) + [0.5]))
print(many_locals(list(range(999)) + [2**63]))
try:
    many_locals(list(range(1000)) + ["x"])
except TypeError as error:
    frame = error.__traceback__.tb_next.tb_frame
    print({k: v for k, v in frame.f_locals.items() if k != "values"})


def deep_expression(items):
    out = []
    for v in items:
        out.append((v, [v + 1, (v * 2, {v: v - 1}), f"{v}{v + 2}"], v if v != 3 else -v, *[v, v]))
    return out


deep_expression(list(range(1000)))
print(deep_expression([1, 2.5, 3, True, 2**70]))
try:
    deep_expression([1, "s"])
except TypeError as error:
    print(error)


def call_in_argument(f, items):
    total = 0
    for v in items:
        total = max(total, f(v) + f(v + f(v)), key=lambda q: (q, total))
    return total


print(call_in_argument(lambda v: v, range(1000)), call_in_argument(lambda v: v * 0.5, range(1000)), call_in_argument(lambda v: v if v < 900 else v + 2**62, range(1000)))


def unpacking(rows):
    s = 0
    for (a, (b, *c)), d in rows:
        s += a + b + sum(c) + d
        a, b = b, a
        [x, *y], z = (a, b, s), d
        s += x - z
    return s


print(unpacking([((1, (2, 3, 4)), 5)] * 500), unpacking([((1, (2,)), 0.5), ((1, [2**63, 1]), 5)] * 100))


def chained(values):
    hits = 0
    for v in values:
        if 10 < v <= 500 != v and v % 2 == 0 or v in (1, 3) or not v:
            hits += 1
        hits += 1 if v > 990 else 0
    return hits


print(chained(range(1000)), chained([10.5, 500, 500.0, True, 0.0, 2**64]))


def build(n):
    d = {}
    for i in range(n):
        d[i] = {"i": i, "t": (i, str(i)), "s": {i % 3}, "l": [i] * (i % 4), "sl": "abcdef"[i % 3 : 5], "n": -i, "inv": ~i, "f": i / 4}
    return d


b = build(800)
print(b[799], sum(len(v["l"]) for v in b.values()))
