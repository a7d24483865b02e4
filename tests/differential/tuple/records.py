"""Tuples as records: swapping, returning several values, dict keys, sorting, comparison."""


def divide(a, b):
    return a // b, a % b


def statistics(values):
    low = high = values[0]
    total = 0
    for value in values:
        low, high = (value, high) if value < low else (low, value) if value > high else (low, high)
        total += value
    return low, high, total / len(values)


q, r = divide(17, 5)
print(q, r, statistics([3, 1, 4, 1, 5, 9, 2, 6]), divide(*divide(100, 7)))
grid = {}
for x in range(20):
    for y in range(20):
        grid[x, y] = x * y % 7
neighbours = [(-1, 0), (1, 0), (0, -1), (0, 1)]
peaks = [(x, y) for (x, y), v in grid.items() if all(grid.get((x + dx, y + dy), -1) < v for dx, dy in neighbours)]
print(len(peaks), peaks[:5], max(grid, key=lambda k: (grid[k], k)), sum(v for (x, _), v in grid.items() if x == 3))
people = [("ann", 30, "x"), ("bob", 25, "y"), ("ann", 22, "z")]
print(sorted(people), sorted(people, key=lambda p: p[1:]), min(people), [name for name, *_ in people], dict((n, a) for n, a, _ in people), {p[:2] for p in people} == {("ann", 30), ("bob", 25), ("ann", 22)})
a, b, c = 1, 2, 3
for _ in range(1000):
    a, b, c = c, a, b
print(a, b, c)
t = ()
for i in range(100):
    t += (i,)
    if len(t) > 10:
        t = t[-5:]
print(t, len(t))
seen = set()
state = (1, 0, 0)
steps = 0
while state not in seen:
    seen.add(state)
    x, y, z = state
    state = ((x * 3 + y) % 11, (y + z + 1) % 7, (z * 2 + x) % 5)
    steps += 1
print(steps, state)


def tree_sum(node):
    value, left, right = node
    return value + (tree_sum(left) if left else 0) + (tree_sum(right) if right else 0)


def insert(node, value):
    if not node:
        return (value, (), ())
    v, left, right = node
    return (v, insert(left, value), right) if value < v else (v, left, insert(right, value))


root = ()
for i in range(300):
    root = insert(root, i * 7919 % 307)
print(tree_sum(root), root[0], root[2][0], (1, 2) < (1, 2, 0) < (1, 3), (1, (2, 3)) > (1, (2, 2)), () < ((),))
for bad in (lambda: tree_sum((1, 2)), lambda: (1, 2) < (1, "x"), lambda: divide(1), lambda: tree_sum(5), lambda: (1,)[1]):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
