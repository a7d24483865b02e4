"""What is read of a container outlives the container, and whatever destructors do to it meanwhile."""


def first_words(lines):
    dashes = 0
    for line in lines:
        if "-" in line.split(" ")[0]:
            dashes += 1
    return dashes


print(first_words(["55d1-55e2 r--p x\n", "Rss:  120 kB\n", "Size: 4 kB\n"] * 1000))


def lengths(lines):
    total = 0
    for line in lines:
        total += len(line.split()[-1]) + len(line.upper().split("S")[0])
    return total


print(lengths(["one two three", "such words", "s"] * 1000))


def pair(n):
    return (str(n) + "!", [n])


def items(n):
    found = []
    for i in range(n):
        text = pair(i)[0]
        inner = pair(i)[1][0]
        found.append(text + str(inner))
    return found[-2:], len(found)


print(items(3000))


def floats(n):
    total = 0.0
    for i in range(n):
        total += [i * 1e300, 0.5][i & 1] + (1e-300, 2.0)[1]
    return total


print(floats(3000))


class Clearing:
    """Empties a list when it dies."""

    def __init__(self, items):
        self.items = items

    def __del__(self):
        self.items.clear()


def half(object):
    return 0.5


def destroyed(n):
    seen = []
    for i in range(n):
        items = [str(i) + "?", str(i)]
        dying = [Clearing(items)]
        first = items[0]
        dying.pop()
        seen.append(first + first)
        if items:
            print("not cleared")
    return seen[-3:]


print(destroyed(3000))


class Holder:
    def __init__(self, value):
        self.value = value


class Resetting:
    def __init__(self, holder):
        self.holder = holder

    def __del__(self):
        self.holder.value = None


def attributes(n):
    total = 0
    for i in range(n):
        holder = Holder([i, i])
        resetting = [Resetting(holder)]
        total += len(holder.value) + resetting.__len__() + (resetting.pop() is not None) * len(str(i) + "x")
        if holder.value is not None:
            print("not reset")
    return total


print(attributes(3000))
