"""Sets that change while something walks over them; comparison of mixed kinds."""


def attempt(name, body):
    s = set(range(5))
    seen = []
    try:
        body(s, seen)
        print(name, "no error", len(seen), len(s))
    except (RuntimeError, KeyError) as error:
        print(name, type(error).__name__, error, len(seen))


def add(s, seen):
    for x in s:
        seen.append(x)
        s.add(x + 100)


def discard(s, seen):
    for x in s:
        seen.append(x)
        s.discard(x)


def add_existing(s, seen):
    for x in s:
        seen.append(x)
        s.add(x)
        s.discard(99)


def over_copy(s, seen):
    for x in list(s):
        seen.append(x)
        s.remove(x)


def clear(s, seen):
    for x in s:
        seen.append(x)
        s.clear()


def remove_missing(s, seen):
    for x in range(10):
        seen.append(x)
        s.remove(x)


for function in (add, discard, add_existing, over_copy, clear, remove_missing):
    attempt(function.__name__, function)


class Evil:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 0

    def __eq__(self, other):
        target.discard(self)
        return self.n == other.n


target = set()
target.add(Evil(1))
print(Evil(1) in target, len(target))
target.add(Evil(2))
print(len(target) <= 2, Evil(3) in target)
print({1} == {True}, {1, "1"} == {"1", 1}, {1} < {1.0, 2}, {1} <= frozenset([1]), set("ab") == frozenset("ba"), {()} == {tuple()}, {1} != [1], {None} > set(), {1, 2}.isdisjoint({3: 1}), {1, 2} ^ {2, 3} == {1, 3})
nested = {frozenset({1, frozenset({2})}), frozenset()}
print(frozenset({frozenset({2}), 1}) in nested, len(nested), frozenset() in nested, {1} in {frozenset({1})})
try:
    nested.add({1})
except TypeError as error:
    print(error)
s = {1, 2, 3}
s.update(s, s)
s -= s
print(s, s | s, s & {1})
t = {1, 2}
t ^= t
u = v = {1}
u |= {2}
print(t, v, u is v)
u = u | {3}
print(u is v, sorted(v))
