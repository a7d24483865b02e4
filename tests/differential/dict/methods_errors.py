"""dict methods with odd arguments, and their errors."""

d = {"a": 1, 2: "b", None: 3, (1, 2): 4, 1.5: 5}
print(d.get("a"), d.get("z"), d.get("z", 0), d.pop("a"), d.pop("z", "default"), d, len(d), 2 in d, 2.0 in d, "2" in d, d.copy() == d, d.copy() is d)
print(d[None], d[1, 2], d[True + 1], d.clear(), d, bool(d), dict(), {}, dict({}), dict([]), dict(()))
for attempt in (lambda: {}["missing"], lambda: {}[1, 2], lambda: {}.pop("x"), lambda: {}.popitem(), lambda: {[]: 1}, lambda: {}[{}], lambda: [] in {}, lambda: {}.get([]), lambda: dict(5), lambda: dict([1]), lambda: dict([(1, 2, 3)]), lambda: dict(["ab", "c"]), lambda: dict({}, {}), lambda: {}.update(5), lambda: {}.update([(1,)]), lambda: {} | [], lambda: [] | {}, lambda: {} < {},
                lambda: {}.fromkeys(5), lambda: {}.setdefault(), lambda: {}.get(), lambda: {}.pop(), lambda: dict(**{1: 2}), lambda: {**5}, lambda: hash({}), lambda: {} + {}, lambda: {}.foo, lambda: dict(a=1, **{"a": 2}), lambda: {}.setdefault([], 1), lambda: {}.keys() + [], lambda: {}.items()[0], lambda: {}.__missing__, lambda: {1: {2}}[1][2], lambda: {}.pop(1, 2, 3), lambda: {}.update({}, {})):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
try:
    {}["key"]
except KeyError as error:
    print(repr(error), error.args, str(error))
for action in ("del d['x']", "d[[]] = 1", "d |= 5", "d['x'] += 1", "del d[[]]"):
    try:
        exec(action)
    except Exception as error:
        print(action, "->", type(error).__name__, error)
d |= [("k", "v"), ["w", "x"]]
d.update(zip("ab", range(2)))
d.update(type("M", (), {"keys": lambda self: ["m"], "__getitem__": lambda self, k: k * 2})())
print(d, dict(type("M", (), {"keys": lambda self: iter("xy"), "__getitem__": lambda self, k: k})()), {**type("M", (), {"keys": lambda self: "p", "__getitem__": lambda self, k: 1})()})
nested = {"a": {"b": {"c": 1}}}
nested["a"]["b"]["c"] += 1
nested["a"]["b"]["self"] = nested
print(nested)
print({1: "a"} | {1.0: "b"}, {True: 1} == {1: True}, {"x": float("nan")} == {"x": float("nan")}, {1: 2} != {1: 3}, {1: [1]} == {1: [1]}, {} == [], dict(a=1) == {"a": 1.0})
