"""Assignment to and deletion of slices, checked against a model."""

BOUNDS = [None, 0, 1, 2, 4, 5, 7, -1, -2, -5, -7]


def replaced(items, start, stop, new):
    first, last, _ = slice(start, stop).indices(len(items))
    last = max(first, last)
    return [items[i] for i in range(first)] + list(new) + [items[i] for i in range(last, len(items))]


count = 0
for start in BOUNDS:
    for stop in BOUNDS:
        for new in ([], ["x"], ("x", "y", "z"), "abcdefgh", range(2)):
            items = [0, 1, 2, 3, 4]
            items[start:stop] = new
            assert items == replaced([0, 1, 2, 3, 4], start, stop, new)
            count += 1
        for step in (1, 2, 3, -1, -2):
            items = [0, 1, 2, 3, 4]
            gone = items[start:stop:step]
            del items[start:stop:step]
            assert items == [i for i in range(5) if i not in gone]
            items = [0, 1, 2, 3, 4]
            items[start:stop:step] = items[start:stop:step]
            assert items == [0, 1, 2, 3, 4]
            count += 2
print(count)
a = list(range(10))
a[::2] = "abcde"
a[1::4] = (i for i in "XYZ")
print(a)
a[2:5] = a
print(a)
a[::-1] = a[:]
print(a)
del a[-1], a[0], a[1:3]
print(a)
for action in ("a[::2] = [1]", "a[5:1:-1] = 'ab'", "a[0:2] = 5", "a[::0] = []", "a[50] = 1", "del a[50]", "a['x'] = 1", "a[1:2:'x'] = []", "del a[::0]", "a[0:1] = None", "a[2**70] = 1", "a[1.0] = 2", "del a['a']"):
    try:
        exec(action)
    except Exception as error:
        print(action, "->", type(error).__name__, error)
b = [1, 2, 3]
b[1:1] = [b]
print(b, len(b))
b[5:] = [9]
b[-100:1] = "q"
print(b[2] is not b, b[-1], b[0])
x = [0] * 5
i = 0
i, x[i] = 3, "swap"
x[1], x[2] = x[2] or "two", x[1] or "one"
x[4] = x[3] = "same"
print(i, x)
