"""Functions called just a few or very many times give the same at each call."""


def f(x):
    if x % 1000 == 999:
        return "special"
    return x * 2


results = [f(i) for i in range(5000)]
print(results[998:1002], results[-1], sum(r for r in results if r != "special"))


def changing_kind(x):
    return x + x


history = []
for i in range(4000):
    value = i if i < 1500 else i / 2 if i < 2500 else str(i) if i < 3000 else [i] if i < 3500 else 2**62 + i
    r = changing_kind(value)
    if i % 500 in (0, 499):
        history.append(r)
print(history)


def rarely(n, log):
    for i in range(n):
        if i == 4990:
            log.append(undefined_until_late(i))
    return log


def undefined_until_late(i):
    return ("called", i)


print(rarely(5000, []))


def branch_never_seen(n, trigger):
    total = 0
    for i in range(n):
        if i == trigger:
            items = [j for j in range(3)]
            total += sum(items) + len(str(total))
            total = total * 1.0
            class Local:
                value = total
            total += Local.value
            try:
                {}[total]
            except KeyError as error:
                total -= error.args[0] / 2
        total += 1
    return total


print(branch_never_seen(3000, -1), branch_never_seen(3000, 2500), branch_never_seen(3000, 0))


def two_loops(a, b):
    x = 0
    for i in a:
        x += i
    for j in b:
        x += j
    return x


for _ in range(300):
    two_loops(range(10), range(10))
print(two_loops(range(10), [0.5] * 10), two_loops([0.5] * 10, range(10)), two_loops(range(5000), range(5000)), two_loops([], []), two_loops([2**62] * 4, (1,)))


def arguments_unused(a, b, c):
    return a


print([arguments_unused(i, None, "x") for i in (1, "s", 2.5, None)] * 1, sum(arguments_unused(i, i / 2, [i]) for i in range(2000)))


def bools(n):
    t = False
    count = 0
    for i in range(n):
        t = not t
        count += t
        if t and i % 3 == 0 or not t and i % 5 == 0:
            count += 10
        count += (i > 5) + (i == 7) * 2 - (i is None)
    return count, t


print(bools(3000))


def returns_mixed(i):
    if i % 4 == 0:
        return
    if i % 4 == 1:
        return True
    if i % 4 == 2:
        return 1.5
    return i


print([returns_mixed(i) for i in range(2000)][-4:], sum(returns_mixed(i) or 0 for i in range(2000)))


def none_checks(items):
    found = None
    for item in items:
        if item is None:
            continue
        if found is None or item > found:
            found = item
    return found


print(none_checks([None, 3, None, 9, 2] * 500), none_checks([None] * 1000), none_checks([1.5, None, 2]), none_checks([]))
