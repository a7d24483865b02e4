"""Assignments that take sequences apart."""

a, b = 1, 2
a, b = b, a
(c, (d, e)), f = (1, (2, 3)), 4
[g, h] = "xy"
i, *j = range(4)
*k, l = "abc"
m, *n, o = [1, 2]
p, (q, *r), *s = 1, "abc", 2, 3
t = u, v = [10, 20]
print(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v)
w = {}
w["x"], w["y"], *w["rest"] = range(5)


class Box:
    pass


box = Box()
box.a, box.b = "ab"
items = [0, 0, 0]
z = 0
z, items[z], items[z + 1] = 1, "first", "second"
print(w, vars(box), items)
for (x, y), *rest in [((1, 2), 3, 4), ("ab",)]:
    print(x, y, rest)
print([x + y for x, y in {1: 2, 3: 4}.items()], [first for first, *_ in ["abc", (1,)]], (lambda a, *b, c=0, **d: (a, b, c, d))(*[1, 2], *"x", c=5, **{"k": 1}, **{}))


def evaluation():
    log = []

    def note(name, value):
        log.append(name)
        return value

    target = {}
    target[note("key1", 1)], target[note("key2", 2)] = note("value1", "a"), note("value2", "b")
    return log, target


print(evaluation())


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        while self.n:
            print("yield", self.n)
            self.n -= 1
            yield self.n


try:
    a, b = Countdown(5)
except ValueError as error:
    print(error)
for source in ("a, b = 1", "a, b = 1, 2, 3", "a, b = [1]", "a, b = ()", "a, *b, c = [1]", "a, b = 'x'", "(a, b), c = 1, 2", "a, b = {1: 2}", "a, = 1, 2", "[] = [1]", "() = ()", "a, b = None", "a, b = range(5)", "*a, = 5", "a, b, c = (1, 2)", "x, y = {1, 2, 3}", "a, b = iter([1, 2, 3])", "a, b, *c, d = 'ab'"):
    try:
        exec(source, {})
        print(source, "fine")
    except (TypeError, ValueError) as error:
        print(source, "->", type(error).__name__, error)
for source in ("*a = [1]", "*a, *b = [1]", "a, b += 1", "(a, b): int = 1", "f() = 1", "None = 1", "1 = a", "a + b = 1", "*a", "print(*a = 1)", "[a, 1] = 2", "del *a", "for *x in y: pass", "a := 1", "(a.b := 1)", "x = *a", "del f()", "'a' = 1"):
    try:
        compile(source, "x", "exec")
        print(source, "compiles")
    except SyntaxError as error:
        print(source, "->", error.msg)
