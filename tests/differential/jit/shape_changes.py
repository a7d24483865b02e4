"""Objects of one class with attributes in different orders, added and deleted in hot loops."""


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def norm(points):
    total = 0
    for p in points:
        total += p.x * p.x + p.y * p.y
    return total


points = [Point(i, -i) for i in range(1000)]
print(norm(points), norm(points))
swapped = Point.__new__(Point)
swapped.y, swapped.x = 5, 6
points[500] = swapped
print(norm(points))
extra = Point(1, 1)
extra.z = 3
points[600] = extra
wide = Point(2, 2)
for i in range(50):
    setattr(wide, f"attr{i}", i)
points[700] = wide
print(norm(points))
removed = Point(3, 4)
del removed.x
removed.x = 30
points[800] = removed
print(norm(points))
floats = Point(0.5, 1.5)
points[900] = floats
print(norm(points))
points[10].x = 2**62
points[11].y = 2.5
print(norm(points))
viadict = Point(0, 0)
viadict.__dict__["x"] = 9
points[20] = viadict
replaced = Point(0, 0)
replaced.__dict__ = {"x": 1, "y": 2}
points[21] = replaced
print(norm(points))
missing = Point(0, 0)
del missing.y
points[950] = missing
try:
    norm(points)
except AttributeError as error:
    print(error)
Point.y = 100
print(norm(points))


def fill(n):
    objects = []
    for i in range(n):
        o = Point(i, i)
        if i % 3 == 0:
            o.third = i
        if i % 5 == 0:
            del o.x
            o.x = -i
        if i % 7 == 0:
            o.y = float(i)
        objects.append(o)
    return objects


objects = fill(1000)
print(norm(objects), sum(len(vars(o)) for o in objects), list(vars(objects[15])), list(vars(objects[1])))


class Raw:
    def __init__(self):
        self.value = 0.0


def accumulate(raw, values):
    for v in values:
        raw.value = raw.value + v
    return raw.value, type(raw.value).__name__


raw = Raw()
print(accumulate(raw, [0.5] * 1000), accumulate(raw, [1] * 1000))
raw.value = 0
print(accumulate(raw, [1] * 1000), accumulate(raw, [2**62] * 3), accumulate(raw, [0.5]))
raw.value = "s"
print(accumulate(raw, ["t"] * 3))
raw.value = 1.0
other = Raw()
other.value = None
try:
    accumulate(other, [1])
except TypeError as error:
    print(error, accumulate(raw, [1.0] * 100))
