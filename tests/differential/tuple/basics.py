"""Tuples: literals, methods, nesting, immutability, hashing."""

t = 1, 2, 3
print(t, (1,), (), tuple("ab"), tuple([1, 2]), tuple(x for x in range(3)), (*t, 4), (*"ab", *[1]), t + (4,), t * 2, 0 * t, t[0], t[-1], t[1:], t[::-1], t[5:], len(t), 2 in t, t.index(3), t.count(1), t.index(2, 1), (1, 2, 1).index(1, 1))
print((1, 2) < (1, 3), (1,) < (1, 0), () < (0,), (1, "a") < (2, None), (1, 2) == (1.0, 2.0), (1,) == [1], (1, (2, 3)) == (1, (2, 3)), (float("nan"),) == (float("nan"),), max((1, 9), (2, 0)), sorted([(2, 1), (1, 2)]), not (), bool((0,)))
print(hash((1, 2)) == hash((1.0, 2)), hash(()) == hash(tuple()), {(1, 2): "a"}[(1, 2)], {(1, (2,)): 1}[1, (2,)], len({(1, 2), (1.0, 2.0), (2, 1)}), hash((1, 2, 3)), hash(("" == "x", 5)), hash((-1, -2)))
a, b = b, a = 1, 2
print(a, b)
x = (1, [2])
try:
    x[1] += [3]
except TypeError as error:
    print(error, x)
for attempt in (lambda: t[3], lambda: t["a"], lambda: t + [1], lambda: t * "a", lambda: t.index(9), lambda: hash((1, [])), lambda: tuple(5), lambda: (1, 2) < (1, "a"), lambda: (1,) < [1], lambda: t.append, lambda: tuple(1, 2), lambda: t.index(1, 1), lambda: t[1.0], lambda: (1, 2) + None):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
for action in ("t[0] = 1", "del t[0]", "t.x = 1", "t[0:1] = ()"):
    try:
        exec(action)
    except Exception as error:
        print(type(error).__name__, error)


class Pair(tuple):
    __slots__ = ()

    def __new__(cls, a, b):
        return super().__new__(cls, (a, b))

    @property
    def first(self):
        return self[0]

    def __repr__(self):
        return f"Pair{tuple(self)}"


p = Pair(1, 2)
print(p, p.first, p == (1, 2), p + (3,), type(p[:]), hash(p) == hash((1, 2)), isinstance(p, tuple), [*p], {p: 1}[1, 2], p * 2, tuple(p) is not p, (lambda *args: args)(*p))
nested = ()
for i in range(50):
    nested = (nested, i)
print(str(nested)[:60], str(nested)[-20:], nested == nested, hash(nested) == hash((nested[0], 49)))
u = (1, 2)
v = u
u += (3,)
print(u, v, tuple(u) is u, u[:] is u, (1, 2, 3)[True])
