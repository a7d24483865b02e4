a = [x for x in y]
b = {x: y for x, y in z if x if y}
c = {x + y for x in z for y in [x]}
d = (x for x in y)
e = [[y for y in x] for x in z]
f(x for x in y)
def g(xs, k):
    x = 1
    a = [x for x in xs if x > k]
    b = [lambda: x for x in xs]
    c = [(y := x) for x in xs]
    d = {k: [v for v in vs] for k, vs in xs}
    e = any(x for x in xs), all(x == k for x in xs), tuple(x for x in xs)
    return x, y
class C:
    n = 3
    a = [i for i in range(n)]
    b = [n for i in range(3)]
    c = [lambda: i for i in range(3)]
