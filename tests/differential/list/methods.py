"""The methods of list."""

a = [3, 1, 2]
print(a.append(4), a, a.extend((5, 6)), a.extend("ab"), a.insert(0, 0), a.insert(-1, "x"), a.insert(100, "end"), a.insert(-100, "start"), a)
print(a.pop(), a.pop(0), a.pop(-2), a, a.index(2), a.count(3), a.remove("a"), a.reverse(), a, a.copy() == a, a.copy() is a)
print([1, 2, 1, 2].index(2, 2), [1, 2, 1].index(1, -1), [1.0, True, 1].count(1), [[]].count([]), [None, 0, False, 0.0].count(0), a.clear(), a)
b = [1, 2, 3]
b += (4, 5)
b += "67"
b += {8: 1}
c = b
b *= 2
print(b, c is b, b + [0], [0] * 5, [[]] * 2, 3 * [1, 2], [] * 5, [1] * -1, b == c, [1, 2] < [1, 3], [1] < [1, 0], [2] > [1, 5], [] < [0], [1, 2] != [1, 2.0])
for attempt in (lambda: [].pop(), lambda: [1].pop(5), lambda: [1].pop("a"), lambda: [1].remove(2), lambda: [1].index(2), lambda: [1] + (2,), lambda: [1] * 1.5, lambda: [1] * [2], lambda: [1][5], lambda: [1].extend(5), lambda: [1].insert("a", 1), lambda: [1] < (1,), lambda: hash([]), lambda: list(5), lambda: [1].append(), lambda: [1].append(1, 2), lambda: [].index(1, 0, 0), lambda: list(1, 2), lambda: [1, "a"] < [1, 2], lambda: [1].sort(5), lambda: [].foo, lambda: [1].pop(2**70), lambda: [0] * 2**62):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
d = [1]
d.append(d)
print(d, d[1] is d, d[1][1][1][0], len(d))
e = list(range(5))
e.extend(e)
e += e
print(e, list("abc"), list({1: 2}), list((1,)), list(x for x in range(3)), list(), [*range(3), *"ab"], list([1]) is not [1])
e[:] = []
print(e, not e, [[1, 2][::-1], [] == [], [1, [2, [3]]] == [1, [2, [3]]]])
