"""keys(), values(), items(): live views with set operations."""

d = {"a": 1, "b": 2, "c": 3}
keys, values, items = d.keys(), d.values(), d.items()
print(keys, values, items, len(keys), "a" in keys, 2 in values, ("b", 2) in items, ("b", 3) in items, "b" in items, ("a",) in items)
d["d"] = 4
del d["a"]
print(keys, values, items, len(values), list(keys), list(reversed(items)))
print(sorted(keys & {"b", "z"}), sorted(keys | ["z"]), sorted(keys - "b"), sorted(keys ^ {"b", "z"}), sorted({"b"} | keys), sorted(items & {("b", 2), ("c", 0)}), sorted({"b": 2}.items() - items), sorted(["x", "b"] - {}.keys()))
print(keys == {"b", "c", "d"}, keys == d.keys(), keys < {"b", "c", "d", "e"}, keys >= {"b"}, keys.isdisjoint("xyz"), items == {("b", 2), ("c", 3), ("d", 4)}, values == d.values(), values == values, keys != ["b", "c", "d"], {}.keys() == {}.items(), items > set())
print(type(keys), type(iter(keys)), type(iter(values)), type(iter(items)), keys.mapping, type(keys & keys), keys.mapping == d)
for attempt in (lambda: keys[0], lambda: keys & 5, lambda: hash(keys), lambda: keys < [1], lambda: [] in keys, lambda: ([], 1) in items, lambda: keys.mapping.__setitem__("x", 1), lambda: values & values, lambda: {"a": []}.items() & {("a", 1)}, lambda: type(keys)(), lambda: keys.add("x"), lambda: len(iter(keys)), lambda: {"a": []}.items() | set()):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
it = iter(items)
print(next(it), it.__length_hint__(), list(it), next(it, "done"))
print(max(d, key=d.get), sorted(d.items(), key=lambda kv: -kv[1]), {v: k for k, v in d.items()}, [*d], [*d.values()], dict(d.items()), list(map(len, d)), sum(d.values()), min(d.items()), list(zip(d, d.values())), tuple(d), set(d) == keys)
for k, v in d.items():
    d[k] = v * 10
print(d)
for i, (k, v) in enumerate(d.items()):
    print(i, k, v)
