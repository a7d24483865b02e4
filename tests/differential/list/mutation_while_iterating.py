"""Lists that change while something walks over them."""

a = [1, 2, 3, 4]
out = []
for x in a:
    out.append(x)
    if len(a) < 10:
        a.append(x * 10)
print(out, a)
a = list(range(10))
for x in a:
    a.remove(x)
print(a)
a = list(range(6))
seen = []
for i, x in enumerate(a):
    seen.append((i, x))
    if i == 2:
        del a[:3]
print(seen, a)
a = [1, 2, 3]
it = iter(a)
print(next(it), next(it), next(it), next(it, "end"))
a.append(4)
print(next(it, "still ended"), list(it))
it = iter(a)
next(it)
a.clear()
print(list(it), it.__length_hint__(), a)
a = [1, 2, 3, 4]
r = reversed(a)
print(next(r), a.pop(), a.pop(), list(r), a)
a = [3, 1, 2]
for x in a:
    a.sort()
    a[0] = a[0] + 1
    if sum(a) > 12:
        break
print(a)
a = [0]
for x in a:
    a[:] = [x + 1] * (len(a) + 1)
    if len(a) > 5:
        a.clear()
print(a)


class Sneaky:
    def __init__(self, target):
        self.target = target

    def __eq__(self, other):
        self.target.clear()
        return False


b = []
b.extend([Sneaky(b), Sneaky(b), 1])
print(b.count(5), b)
b.extend([Sneaky(b), 2])
try:
    b.remove(7)
except ValueError as error:
    print(error, b)
b.extend([Sneaky(b), 3])
print(8 in b, b)
b.extend([Sneaky(b), 4])
print(b == [1, 2], b)


class Index:
    def __index__(self):
        a.clear()
        return 0


a = [1, 2]
try:
    a[Index()] = 5
except IndexError as error:
    print(error, a)
a = [1, 2, 3]
try:
    print(a[Index()])
except IndexError as error:
    print(error)
a = [1, 2, 3]
a.extend(x for x in (10, len(a), a.pop()))
print(a)
a = [1, 2]
print([a.append(x) or len(a) for x in [1, 2, 3]], a, [x for x in a if len(a) > 12 or not a.append(0)])
z = list(zip(a, iter(a)))[:2]
print(z)
