"""Hot loops over lists that grow, shrink and change the kind of their items."""


def sums(items):
    total = 0
    for item in items:
        total += item
    return total


ints = list(range(1000))
print(sums(ints), sums([0.5] * 1000), sums(ints + [0.5]), sums([0.5] * 10 + ints), sums([2**61] * 100), sums([True] * 100 + [2**70]))


def grow(items, limit):
    n = 0
    for item in items:
        n += 1
        if len(items) < limit:
            items.append(item * 2 if n % 7 else item * 0.5)
    return n, sum(items)


def shrink(items):
    n = 0
    for item in items:
        n += 1
        items.pop()
    return n, len(items)


def clear_in_loop(items, at):
    n = 0
    for i, item in enumerate(items):
        n += item
        if i == at:
            items.clear()
    return n, items


def index_loop(items):
    total = i = 0
    while i < len(items):
        total += items[i]
        if items[i] % 50 == 0:
            items.insert(0, 1)
            i += 1
        if items[i] % 70 == 0:
            del items[-1]
        i += 1
    return total, len(items)


print(grow([1, 2, 3], 2000), shrink(list(range(1001))), clear_in_loop(list(range(2000)), 1500), index_loop(list(range(2000))))


def retype(n):
    items = [0] * n
    for i in range(n):
        items[i] = i
    a = sums(items)
    items[n // 2] = 0.5
    b = sums(items)
    for i in range(n):
        items[i] = float(i)
    c = sums(items)
    items[0] = 2**80
    d = sums(items)
    items[0] = 0
    items[1] = "text"
    try:
        sums(items)
    except TypeError as error:
        return a, b, c, d, str(error)


print(retype(1000))


def out_of_range(items, n):
    total = 0
    try:
        for i in range(n):
            total += items[i]
    except IndexError as error:
        return total, i, str(error)
    return total


print(out_of_range(ints, 1000), out_of_range(ints, 1001), out_of_range([], 1))


def negative(items):
    total = 0
    for i in range(-len(items), len(items)):
        total = total * 3 % 1000003 + items[i]
    return total


def slices(items):
    out = 0
    for i in range(len(items)):
        out += len(items[i : i + 3]) + sum(items[-i:][:2])
    return out


def sieve(n):
    flags = [True] * n
    for i in range(2, n):
        if flags[i]:
            for j in range(i * i, n, i):
                flags[j] = False
    return sum(flags[2:])


def swap_sort(items):
    for i in range(len(items)):
        for j in range(len(items) - 1 - i):
            if items[j] > items[j + 1]:
                items[j], items[j + 1] = items[j + 1], items[j]
    return items


print(negative(ints), slices(ints[:300]), sieve(5000), swap_sort([(i * 37) % 101 for i in range(100)])[:10], swap_sort([1.5, 1, 0.5, 2**70, -1, True]))


class Evil:
    def __index__(self):
        target.clear()
        return 1


target = [1, 2, 3]
for attempt in (lambda: target[Evil()], lambda: target.__setitem__(Evil(), 1), lambda: target.insert(Evil(), 5), lambda: target.pop(Evil())):
    target[:] = [1, 2, 3]
    try:
        print(attempt(), target)
    except IndexError as error:
        print(error, target)
