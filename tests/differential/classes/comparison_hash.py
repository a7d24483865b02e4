"""Rich comparison fallbacks, __eq__ without __hash__, ordering in containers."""


class Version:
    def __init__(self, text):
        self.parts = tuple(map(int, text.split(".")))

    def __eq__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts == other.parts

    def __lt__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts < other.parts

    def __repr__(self):
        return "v" + ".".join(map(str, self.parts))


a, b = Version("1.2"), Version("1.10")
print(a < b, a > b, a == Version("1.2"), a != b, sorted([b, a]), max(a, b), [a, b].index(Version("1.10")), a in [b, Version("1.2")], a == "1.2", a != "1.2")
for attempt in (lambda: a <= b, lambda: a < 5, lambda: hash(a), lambda: {a}, lambda: a >= b, lambda: sorted([a, 5])):
    try:
        print(attempt())
    except TypeError as error:
        print(error)


class Identity:
    pass


i = Identity()
print(i == i, i == Identity(), i != i, hash(i) == hash(i), {i: 1}[i], Version.__hash__, i in [i])


class Child(Version):
    __hash__ = lambda self: hash(self.parts)


print({Child("1.0"): "found"}[Child("1.0")], Child("1.0") == Version("1.0"))


class Weird:
    def __eq__(self, other):
        return "not a bool"

    def __lt__(self, other):
        return []

    def __ne__(self, other):
        return None

    def __contains__(self, item):
        return "yes"


w = Weird()
print(w == 1, 1 == w, w < 1, 1 > w, w != 1, [w] == [1], w in [1], 5 in w, 5 not in w, not w == 1, (w,) != (1,), [w, 2] < [w, 3])


class AlwaysEqual:
    def __eq__(self, other):
        return True


class NeverEqual:
    def __eq__(self, other):
        return False

    __hash__ = object.__hash__


n = NeverEqual()
print([n] == [n], n == n, n in [n], [n].count(n), {n: 1} == {n: 1}, n != n, (n,) == (n,), [1, AlwaysEqual()] == [AlwaysEqual(), 2], AlwaysEqual() in [], 5 in [AlwaysEqual()], [n].index(n))


class Raises:
    def __eq__(self, other):
        raise RuntimeError("eq raised")


for attempt in (lambda: [Raises()] == [1], lambda: 1 in [Raises()], lambda: [Raises()].remove(1), lambda: (1, Raises()) == (1, 2), lambda: {1: Raises()} == {1: 2}, lambda: Raises() != 1):
    try:
        print(attempt())
    except RuntimeError as error:
        print(error)
print(object().__eq__(1), object().__lt__(1), (1).__eq__("x"), type.__eq__(int, int), object() != object())
