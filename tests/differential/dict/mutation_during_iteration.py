"""Changing a dict while walking over it: what raises, what does not, what is seen."""


def attempt(name, body):
    d = {i: i for i in range(5)}
    seen = []
    try:
        body(d, seen)
        print(name, "no error", seen, d)
    except RuntimeError as error:
        print(name, error, seen, d)


def add(d, seen):
    for k in d:
        seen.append(k)
        d[k + 100] = 0


def delete(d, seen):
    for k in d:
        seen.append(k)
        del d[k]


def replace(d, seen):
    for k in d:
        seen.append(k)
        d.pop(k)
        d[k + 100] = 0
        if len(seen) > 10:
            break


def update(d, seen):
    for k, v in d.items():
        seen.append((k, v))
        d[k] = v + 1
        d[4] = 40


def add_last(d, seen):
    for k in d:
        seen.append(k)
        if k == 4:
            d["late"] = 1


def delete_last_and_break(d, seen):
    for k in d.values():
        seen.append(k)
        if k == 3:
            del d[k]
            break


def clear(d, seen):
    for k in d.items():
        seen.append(k)
        d.clear()


def over_copy(d, seen):
    for k in list(d):
        seen.append(k)
        del d[k]


def back(d, seen):
    for k in reversed(d):
        seen.append(k)
        d["x"] = 1


for function in (add, delete, replace, update, add_last, delete_last_and_break, clear, over_copy, back):
    attempt(function.__name__, function)
d = {1: 1}
it = iter(d)
next(it)
d[2] = 2
for _ in range(2):
    try:
        print(next(it))
    except (RuntimeError, StopIteration) as error:
        print(type(error).__name__, error)
for function in (lambda: [d.update({k: 1, -k: 1}) for k in d], lambda: {k: d.popitem() for k in d}, lambda: list(map(lambda k: d.setdefault(k * 7 + 1), d)), lambda: sorted(d, key=lambda k: d.setdefault(("n", k), 1)), lambda: d.update((k, d.pop(k)) for k in d)):
    try:
        print(function(), d)
    except RuntimeError as error:
        print(error)


class Evil:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 1

    def __eq__(self, other):
        if target:
            target.clear()
        return self.n == other.n


target = {}
target[Evil(1)] = "one"
print(target.get(Evil(1)), len(target))
target[Evil(2)] = "two"
target[Evil(3)] = "three"
print(list(target.values()))
