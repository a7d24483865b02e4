"""A guard fails in a callee inlined into a loop inside a try."""


def scale(value, factor):
    return value * factor + 1


class Odd:
    def __init__(self, n):
        self.n = n

    def __mul__(self, other):
        if self.n == 3:
            raise ValueError(f"odd {self.n}")
        return self.n * other

    def __repr__(self):
        return f"Odd({self.n})"


def run(values):
    total = 0
    caught = []
    position = -1
    try:
        for position, value in enumerate(values):
            before = total
            total += scale(value, 2)
    except (ValueError, TypeError) as error:
        caught.append((type(error).__name__, str(error), position, before, total))
    finally:
        caught.append("finally")
    return total, caught


ints = list(range(3000))
for _ in range(5):
    run(ints)
print(run(ints))
print(run(ints[:1000] + [1.5] + ints[:1000]))
print(run(ints[:1000] + [2**62, 2**63, -(2**70)] + ints[:10]))
print(run(ints[:1000] + [Odd(1)] + ints[:10]))
print(run(ints[:1000] + [Odd(3)] + ints[:10]))
print(run(ints[:1000] + ["text"] + ints[:10]))
print(run(ints[:1000] + [None] + ints[:10]))
print(run([0.5] * 1000 + [True] * 10 + ints[:100]))
print(run(ints))
