"""any, all: short circuits, truth protocols, generators left half-way."""

seen = []


def note(value):
    seen.append(value)
    return value


print(any([]), all([]), any([0, "", None]), all([1, "a", [0]]), any(x > 2 for x in range(5)), all(x < 3 for x in range(5)), any({0: 1}), all({1: 0}), any("0"), all(b"\x00a"), any(map(note, [0, 1, 2])), all(map(note, [1, 0, 2])), seen)
it = iter([0, 3, 0, 5])
print(any(it), list(it))
it = iter([1, 0, 7])
print(all(it), list(it))


class Truth:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        print("bool", self.value, end="; ")
        if self.value == "raise":
            raise ValueError("no truth")
        return self.value


print(any([Truth(False), Truth(True), Truth(False)]), all([Truth(True), Truth(False), Truth(True)]))
for function in (any, all):
    for argument in (5, None, [Truth("raise")], [Truth(5)]):
        try:
            print(function(argument))
        except (TypeError, ValueError) as error:
            print(function.__name__, type(error).__name__, error)


def gen():
    try:
        yield 0
        yield 1
        yield 2
    finally:
        print("closed", end="; ")


print(any(gen()))
print(all(gen()))
print([any(row) for row in ([0], [0, 1], [])], all(all(c.islower() for c in w) for w in ("ab", "cd")), any(any(c == "x" for c in w) for w in ("ab", "xd")))
try:
    any(x / 0 for x in [1])
except ZeroDivisionError as error:
    print(error)
try:
    all()
except TypeError as error:
    print(error)
print(list(map(all, [[], [0], [1]])), any([[]]), any([[[]]]), all([float("nan")]), any([0.0, -0.0]), all(["False"]))
