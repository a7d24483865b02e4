"""Slices with constant and computed bounds on all sequence types, in loops."""


def windows(items, size):
    return [items[i : i + size] for i in range(0, len(items), size)]


for items in ("abcdefg", b"abcdefg", [1, 2, 3, 4, 5], (1, 2, 3), range(7), bytearray(b"xyz"), ""):
    print(windows(items, 3), items[1:], items[:-1], items[::2], items[::-1], items[1:1], items[-2:], items[:2][:1])


def is_palindrome(s):
    return s == s[::-1]


def quicksort(items):
    if len(items) < 2:
        return items
    pivot, rest = items[0], items[1:]
    return quicksort([x for x in rest if x < pivot]) + [pivot] + quicksort([x for x in rest if x >= pivot])


def merge_sort(items):
    if len(items) <= 1:
        return items
    middle = len(items) // 2
    a, b = merge_sort(items[:middle]), merge_sort(items[middle:])
    out = []
    while a and b:
        out.append((a if a[0] <= b[0] else b).pop(0))
    return out + a + b


data = [(i * 7919) % 211 for i in range(300)]
print(quicksort(data) == sorted(data) == merge_sort(data), [w for w in ("level", "abba", "abc", "") if is_palindrome(w)])
items = list(range(10))
for start, stop in ((2, 5), (-3, None), (None, -8), (4, 4), (0, 0)):
    copy = items[:]
    copy[start:stop] = ["new"]
    removed = items[:]
    del removed[start:stop]
    print(copy, removed)


def rotate(items, k):
    k %= len(items)
    return items[k:] + items[:k]


x = "abcdef"
for k in range(2000):
    x = rotate(x, k)
print(x, rotate([1, 2, 3], -1), rotate((1, 2), 1))
bounds = [None, 0, 2, -1, 100, True, -100]
checksum = 0
for a in bounds:
    for b in bounds:
        checksum = checksum * 31 % 1000003 + len(x[a:b]) + sum(items[a:b]) + len((1, 2, 3)[a:b])
print(checksum)
for bad in ("x['a':]", "items[1.5:]", "items[:'x'] = []", "del items[None:1j]", "x[::0]", "(1, 2)[{}:]", "items[::0] = []"):
    try:
        exec(bad)
    except (TypeError, ValueError) as error:
        print(bad, "->", type(error).__name__, error)
