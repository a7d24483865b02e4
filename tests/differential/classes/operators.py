"""Binary operators: reflected, in-place, NotImplemented, subclass priority."""


def make(name, answers):
    def method(operator):
        def operation(self, other):
            print(f"{name}.{operator}", end=" ")
            return answers.get(operator, NotImplemented)

        return operation

    operators = ["add", "radd", "iadd", "sub", "rsub", "mul", "rmul", "matmul", "rmatmul", "truediv", "mod", "rmod", "and", "ror", "lshift", "eq", "lt", "gt", "le", "ge", "ne", "pow", "rpow", "imul", "divmod", "rdivmod"]
    return type(name, (), {f"__{o}__": method(f"__{o}__") for o in operators} | {"__hash__": None})


Left = make("Left", {"__add__": "left add", "__eq__": True, "__imul__": "imul"})
Right = make("Right", {"__radd__": "right radd", "__rsub__": "right rsub", "__gt__": "right gt", "__rmatmul__": "rmatmul", "__ne__": False, "__rpow__": "rpow", "__rmod__": "rmod", "__rdivmod__": (1, 2)})
Child = type("Child", (Left,), {"__radd__": lambda self, other: "child radd first"})
l, r, c = Left(), Right(), Child()
for expression in ("l + r", "l - r", "r + l", "l @ r", "l * r", "l == r", "l != r", "l < r", "l > r", "l <= r", "l + c", "c + l", "l + 5", "5 + l", "5 - l", "5 + r", "'s' + r", "[] + r", "l ** r", "divmod(l, r)", "l and r", "l / r", "1 < r", "r < 1", "(1, 2) == r", "l | r", "l << 1", "-l", "~r", "l[0]", "l()", "len(l)", "l in r", "hash(l)"):
    try:
        value = eval(expression)
        print(expression, "=", value if isinstance(value, (str, bool, tuple)) else type(value).__name__)
    except TypeError as error:
        print(expression, "->", error)
x = l
x += r
print(x)
x = l
x *= 3
print(x)
x = l
try:
    x -= 1
except TypeError as error:
    print(error)
x = r
try:
    x += 1
except TypeError as error:
    print(error)


class Vector:
    def __init__(self, *xs):
        self.xs = xs

    def __add__(self, other):
        return Vector(*(a + b for a, b in zip(self.xs, other.xs)))

    def __mul__(self, k):
        if isinstance(k, Vector):
            return sum(a * b for a, b in zip(self.xs, k.xs))
        return Vector(*(a * k for a in self.xs))

    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __abs__(self):
        return (self * self) ** 0.5

    def __bool__(self):
        return any(self.xs)

    def __eq__(self, other):
        return isinstance(other, Vector) and self.xs == other.xs

    def __repr__(self):
        return f"Vector{self.xs}"

    def __pos__(self):
        return "positive"

    def __invert__(self):
        return "inverted"

    def __index__(self):
        return 2


v = Vector(3, 4)
print(v + v, 2 * v, v * 2, v * v, -v, abs(v), bool(Vector(0, 0)), v == Vector(3, 4), v != Vector(3, 4), +v, ~v, [10, 20, 30][v], "ab" * 2, 3 * Vector(1), bin(v), range(v))
