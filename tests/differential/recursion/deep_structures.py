"""Deeply nested containers: building, comparing, printing, hashing, deleting them."""

nested = []
for _ in range(100_000):
    nested = [nested]
print(len(nested))
other = []
for _ in range(100_000):
    other = [other]
for name, use in (("repr", lambda: repr(nested)), ("eq", lambda: nested == other), ("lt", lambda: nested < other)):
    try:
        use()
    except RecursionError:
        pass
    # How deep native code may go depends on the stack; that it comes back does not.
    print(name, "came back")
del nested, other
print("lists deleted")
deep = ()
for _ in range(100_000):
    deep = (deep, 1)
del deep
d = {}
for _ in range(100_000):
    d = {"k": d}
del d
print("tuples and dicts deleted")


class Node:
    def __init__(self, next_node):
        self.next_node = next_node


chain = None
for _ in range(100_000):
    chain = Node(chain)
count, walk = 0, chain
while walk:
    count += 1
    walk = walk.next_node
del walk, chain
print(count, "nodes deleted")


def generators(depth):
    g = iter(())
    for _ in range(depth):
        g = (x for x in g)
    return g


try:
    print(list(generators(500)))
    list(generators(100_000))
except RecursionError:
    pass
it = iter([1])
for _ in range(50_000):
    it = iter(map(abs, [it]))
del it
f = lambda: 0
for _ in range(50_000):
    f = (lambda inner: lambda: inner)(f)
del f
print("iterators and closures deleted")
error = None
for i in range(20_000):
    new = ValueError(i)
    new.__context__ = error
    error = new
del error, new
print("exception chain deleted")
self_list = []
self_list.append(self_list)
print(self_list, repr(self_list) == "[[...]]")
try:
    print(self_list == [self_list], [self_list] == self_list)
except RecursionError:
    print("comparison of cyclic lists")
a, b = [], []
a.append(b)
b.append(a)
try:
    a == b
except RecursionError:
    print("comparison of mutually cyclic lists")
