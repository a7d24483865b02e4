"""Slices with bounds that are numbers or absent: in compiled code no slice object is made."""


def parts(items, a, b):
    return items[a:b], items[:b], items[a:], items[:], items[a:b:-1], items[::2], items[b:a:-2], items[::-1]


def over_lists():
    out = []
    numbers = list(range(12))
    for a in range(-15, 15, 3):
        for b in (-14, -3, 0, 2, 11, 30):
            out.append(parts(numbers, a, b))
    return len(out), hash(repr(out)) == hash(repr(out)), out[7], out[-1]


def over_tuples_and_texts():
    total = 0
    words = tuple("abcdefghij")
    text = "abcdefghij\u00e9\u4e2d"
    for a in range(-12, 12):
        for b in range(-12, 12, 5):
            total += len(parts(words, a, b)[0]) + len(parts(text, a, b)[4])
            assert "".join(parts(words, a, b)[5]) == "acegi"
    return total, parts(words, 2, 5), parts(text, -1, 3)


def reverse_prefixes(count):
    stack = list(range(10))
    seen = []
    for i in range(count):
        first = i % 9 + 1
        stack[:first] = stack[first - 1 :: -1]
        stack[1:first] = stack[first - 1 : 0 : -1]
        stack[first:] = stack[first:]
        seen.append(stack[:])
    return seen[-1], seen[count // 2]


def resize(count):
    items = [0]
    for i in range(count):
        items[0:1] = items[0:3]
        items[2:2] = (i, i + 1)
        if len(items) > 20:
            items[3:18] = items[1:4]
    return items


def overlapping(count):
    items = [[i] for i in range(8)]
    for _ in range(count):
        items[0:4] = items[2:6]
        items[4:8] = items[7:3:-1]
    return items


def constants(items, count):
    out = []
    for i in range(count):
        part = items[1:]
        out = [items[:], part[::-1], items[-2:], items[:0], items[::3], part[-1:0:-2]]
    return out


def constant_stores(count):
    a = [1, 2, 3, 4]
    b = [5, 6]
    text = ""
    for i in range(count):
        a[:] = b[:]
        b[1:] = a[::-1]
        b[:2] = (i, i + 1)
        a[1:1] = b[:]
        try:
            a[::2] = b
        except ValueError as error:
            text = str(error)
        if len(a) > 30:
            a[2:] = b[:1]
            b[1:] = a[:1]
    return a, b, text


class Loud:
    made = 0

    def __init__(self, name):
        self.name = name
        Loud.made += 1

    def __del__(self):
        log.append(self.name)


log = []


def destroyed(count):
    items = [Loud(i) for i in range(6)]
    for i in range(count):
        others = [Loud(100 + i), Loud(200 + i)]
        items[1:3] = others[::-1]
        others = None
        items[3:5] = items[1:3]
    return [x.name for x in items]


class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


def mixed(items, bounds):
    out = []
    for a, b in bounds:
        try:
            out.append(items[a:b])
            out.append(items[b:a:-1])
        except TypeError as error:
            out.append(str(error))
    return out


def stores(bounds):
    out = []
    for a, b in bounds:
        items = list(range(6))
        try:
            items[a:b] = [1, 2]
            items[a:b] = "xyz"
            items[a:b] = items
        except TypeError as error:
            items.append(str(error))
        out.append(items)
    return out


print(over_lists())
print(over_tuples_and_texts())
print(reverse_prefixes(1500))
print(resize(1500))
print(overlapping(1500))
print(constants([1, 2, 3, 4, 5], 1500), constants("hello", 1500), constants((1, 2, 3), 1500), constants(b"xyz", 1500))
print(constant_stores(1500))
print(destroyed(1200), len(log), log[:12])
plain = [(i % 7 - 3, i % 5) for i in range(1500)]
print(len(mixed([1, 2, 3, 4], plain)), mixed([1, 2, 3, 4], plain)[-2:])
odd = [(1, 2), (None, 3), (Index(1), Index(3)), ("a", 2), (1.5, 2), (True, None), (10**30, -(10**30))] * 30
print(mixed((1, 2, 3, 4), odd)[-14:])
print(mixed("abcd", odd)[-14:])
print(stores(plain)[-1], stores(odd)[-7:])
try:
    [1, 2, 3][::0]
except ValueError as error:
    print(error)
