"""Comprehensions: scopes, nesting, conditions, walrus, closures."""

x = "outer"
print([x for x in range(3)], x, {x: x * x for x in range(3)}, {x % 2 for x in range(5)}, x)
print([(i, j) for i in range(3) for j in range(i)], [[j for j in range(i)] for i in range(3)], [i for i in range(20) if i % 2 if i % 3], [y for y in [1, 2] for y in [y, y * 10]])
print([f() for f in [lambda: i for i in range(3)]], [f() for f in [lambda i=i: i for i in range(3)]], [(lambda: i)() for i in range(3)])
print([last := n for n in range(4)], last, [total := n + (total if n else 0) for n in range(5)], any((hit := n) > 2 for n in range(10)), hit)


class Scope:
    limit = 3
    items = [1, 2, 3, 4]
    direct = [n for n in items]
    try:
        inner = [n for n in items if n < limit]
    except NameError as error:
        inner = str(error)
    product = [a * b for a in items for b in [2]]
    values = {limit: 1 for _ in [0]} if False else None


print(Scope.direct, Scope.inner, Scope.product)


def closure():
    factor = 10
    adders = [lambda v: v + factor + i for i in range(2)]
    factor = 100
    return [adder(1) for adder in adders], [factor * k for k in range(2)]


print(closure())
print({**{"a": 1}, **{k: v for k, v in zip("ab", [2, 3])}}, [*[1], *(n for n in [2])], dict((k, [k] * 2) for k in "ab"), {(a, b): a - b for a in (1, 2) for b in (3,)})
for bad in (lambda: [1 / n for n in (1, 0)], lambda: [undefined for _ in [1]], lambda: [a for a, b in [(1, 2, 3)]], lambda: [n for n in 5], lambda: {[]: 1 for _ in "a"}, lambda: {{} for _ in "a"}):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
try:
    print(_unused)
except NameError as error:
    print(error)
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], [n for row in matrix for n in row], sum(n for row in matrix for n in row if n % 2), [[*r] for r in zip(*matrix)])
gen = (print("ran", n) or n for n in range(3))
print("before")
print(next(gen), list(gen), [*gen])
print([locals_count for locals_count in [len([v for v in vars()]) >= 0]], [True for i in range(3) if i == 1 or i == 2], [i if i else "zero" for i in range(2)])
