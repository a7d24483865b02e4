"""slice objects: attributes, indices, comparison, use in own classes."""

s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, slice(5), slice(None), slice(1, 2) == slice(1, 2, None), slice(1, 2) < slice(1, 3), slice("a", 2.5), hash(slice(1, 2)) == hash(slice(1, 2)), {slice(1): "x"}[slice(1)])
for bounds in (slice(None), slice(2, None), slice(-3, None), slice(None, -2), slice(10, 0, -1), slice(None, None, -2), slice(100, 200), slice(-100, 100, 3), slice(2**70, -(2**70), -1)):
    print(bounds, bounds.indices(5), bounds.indices(0), bounds.indices(2**65) if bounds.stop is None else "", list(range(*bounds.indices(7))))


class Recorder:
    def __getitem__(self, key):
        return key

    def __setitem__(self, key, value):
        print("set", key, value)

    def __delitem__(self, key):
        print("del", key)


r = Recorder()
print(r[1], r[1:2], r[1:2:3], r[:], r[::], r[::2], r[1:2, 3], r[..., 1:], r[()], r[1,], r[-1:], r["a":"b"], r[None:None:None], r[lambda: 1 :] is not None, r[*[1, 2]], r[*"ab", 1:2], r[x := 5], x)
r[1:2] = "v"
r[:, ::2] = [1]
del r[3:], r[...]
r[0] += (1,) if False else 0 if isinstance(r[0], int) else None
for attempt in (lambda: slice(), lambda: slice(1, 2, 3, 4), lambda: slice("a").indices(5), lambda: slice(1).indices("a"), lambda: slice(1).indices(-1), lambda: slice(1, 2, 0).indices(5), lambda: slice(1) < slice("a"), lambda: hash(slice([])), lambda: slice(1).foo, lambda: [1, 2][slice("a", 2)], lambda: slice(1.5).indices(3), lambda: slice(stop=1)):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
try:
    s.start = 5
except AttributeError as error:
    print(error)


class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        print("index", self.n, end="; ")
        return self.n


print(list(range(10))[Index(2) : Index(8) : Index(3)], "abcdef"[Index(-3) :], slice(Index(1), Index(4)).indices(10))


class View:
    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, key):
        if isinstance(key, slice):
            return View([self.items[i] for i in range(*key.indices(len(self)))])
        return self.items[key]


v = View("abcdefgh")
print(list(v[1:6]), list(v[::-3]), list(v[2:][:3]), list(v), "c" in v, list(reversed(v)), v[-1], [*v[-2:]], list(zip(v, v[1:]))[:2])
