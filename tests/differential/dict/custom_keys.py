"""Keys with own __eq__ and __hash__; subclasses with __missing__."""

log = []


class Key:
    def __init__(self, value, hash_value):
        self.value = value
        self.hash_value = hash_value

    def __hash__(self):
        log.append(f"hash {self.value}")
        return self.hash_value

    def __eq__(self, other):
        log.append(f"{self.value}=={getattr(other, 'value', other)}")
        return isinstance(other, Key) and self.value == other.value


a, b, a2, c = Key("a", 1), Key("b", 1), Key("a", 1), Key("c", 2)
d = {a: 1}
d[b] = 2
d[a2] = 3
print([(k.value, v) for k, v in d.items()], d[a], c in d, log)
print(next(iter(d)) is a, d.pop(a2), len(d))
log.clear()
d[a] = 4
d[a]
print(log)


class Counter(dict):
    def __missing__(self, key):
        print("missing", key)
        return 0


class Tree(dict):
    def __missing__(self, key):
        value = self[key] = type(self)()
        return value


counts = Counter(x=1)
counts["a"] += 1
print(counts, counts.get("zz"), "zz" in counts, counts["zz"], counts.pop("zz", None), type(counts.copy()), type(counts | {}), counts == {"x": 1, "a": 1}, "%(nope)s" % counts)
tree = Tree()
tree["a"]["b"]["c"] = 1
tree["a"]["d"]
print(tree, len(tree["a"]))


class Loud(dict):
    def __getitem__(self, key):
        return f"loud {key}"

    def __setitem__(self, key, value):
        super().__setitem__(key.upper(), value)

    def __len__(self):
        return 99


loud = Loud(a=1)
loud["b"] = 2
loud.update(c=3)
print(loud["x"], loud, len(loud), loud.get("a"), dict(loud), {**loud}, list(loud), "{a}".format_map(loud), "%(q)s" % loud, loud.setdefault("d", 4), eval("a", {}, loud))


class Bad:
    def __hash__(self):
        raise ValueError("no hash")


class Unhashable:
    __hash__ = None


class EqOnly:
    def __eq__(self, other):
        return True


class BadEq:
    def __hash__(self):
        return 7

    def __eq__(self, other):
        raise ZeroDivisionError("eq")


class FloatHash:
    def __hash__(self):
        return 1.5


class BigHash:
    def __hash__(self):
        return 2**64 + 5


for attempt in (lambda: {Bad(): 1}, lambda: {Unhashable()}, lambda: {EqOnly(): 1}, lambda: {BadEq(): 1, BadEq(): 2}, lambda: {FloatHash(): 1}, lambda: Bad() in {}, lambda: {7: 1}[BadEq()], lambda: [].__hash__):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
print(hash(BigHash()), {BadEq: 1}[BadEq], hash(2**61 - 1), hash(-1), hash(-2), hash(2**61), hash(-(2**61)), hash(True))
