"""Dicts keep the order of insertion, through deletions, updates and growth."""

d = {}
for i in range(12):
    d[(i * 7) % 12] = i
print(list(d), list(d.items())[:3])
del d[7], d[0]
d[7] = "back"
d[2] = "updated in place"
print(list(d), d[7], d[2], list(reversed(d)), list(reversed(d.values()))[:2], list(reversed(d.items()))[:1])
print(d.popitem(), d.popitem(), d.pop(9), len(d), list(d))
e = {"b": 1, "a": 2}
e |= {"c": 3, "b": 4}
print(e, e | {"a": 0, "z": 1}, {"z": 1} | e, {**e, "a": 9}, dict(e, d=5), dict([("x", 1), ("y", 2)], x=3), dict(zip("ab", (1, 2))))
print({"a": 1, "b": 2} == {"b": 2, "a": 1}, list({"a": 1, "b": 2}) == list({"b": 2, "a": 1}), {1: "int", 1.0: "float", True: "bool"}, {"k": 1, "k": 2})
f = dict.fromkeys("banana")
print(f, dict.fromkeys([3, 1, 2], []), dict.fromkeys(range(3), 0))
f["a"], f["n"] = 1, 2
f.update(b=5, z=6)
f.update([("n", 7)])
f.update({"q": 8}, a=9)
print(f, f.setdefault("new", 10), f.setdefault("a", 11), list(f))
g = {i: i for i in range(1000)}
for i in range(0, 1000, 2):
    del g[i]
for i in range(0, 1000, 4):
    g[i] = -i
keys = list(g)
print(len(g), keys[:3], keys[499:503], keys[-1], sum(g.values()))
while len(g) > 3:
    g.popitem()
print(g)
h = {}
for round_ in range(5):
    for i in range(50):
        h[round_, i] = i
    for i in range(50):
        del h[round_, i]
    h[round_] = round_
print(h)
