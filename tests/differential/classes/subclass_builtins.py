"""Subclasses of int, float, str, list, dict, tuple and exceptions."""


class MyInt(int):
    def __new__(cls, value, unit="m"):
        self = super().__new__(cls, value)
        self.unit = unit
        return self

    def __add__(self, other):
        return MyInt(int(self) + int(other), self.unit)

    def __repr__(self):
        return f"{int(self)}{self.unit}"


a = MyInt(5, "kg")
print(a, a + 1, 1 + a, a - 1, -a, a * 2, type(a * 2).__name__, a == 5, hash(a) == hash(5), [10] * a == [10] * 5, {5: "x"}[a], a.unit, f"{a} {a:d} {a!r}", int(a), type(int(a)).__name__, a.bit_length(), sum([a, a]), max(a, 3), range(a), a is int(a), str(a), "%d %s" % (a, a), a < 6, bool(MyInt(0)), a // 2, 7 % a, 2**a, a.real.__class__.__name__, MyInt(2**70) - 1)


class MyFloat(float):
    def __str__(self):
        return "my float"

    def __eq__(self, other):
        return "eq called"


f = MyFloat(1.5)
print(f, repr(f), f + 1, f == 1, 1.5 == f, f"{f}", f"{f:.2f}", f * f, type(f * f).__name__, float(f), [f], round(f), abs(f), f < 2, 2 > f, MyFloat("inf") > 1)


class Stack(list):
    def push(self, x):
        self.append(x)

    def __getitem__(self, i):
        return f"<{super().__getitem__(i)}>"

    def __len__(self):
        return super().__len__() + 100


s = Stack([1, 2])
s.push(3)
print(s, s[0], s[1:], len(s), list(s), s + [4], type(s + [4]).__name__, type(s.copy()).__name__, sorted(s), s == [1, 2, 3], [x for x in s], s[-1], type(s * 2).__name__, [*s], max(s), s.index(3), bool(Stack()))


class Defaults(dict):
    def __getitem__(self, key):
        try:
            return super().__getitem__(key)
        except KeyError:
            return f"default {key}"


d = Defaults(a=1)
print(d["a"], d["b"], d.get("b"), d, "b" in d, len(d), {**d}, d | {"c": 2}, type(d | {}).__name__, dict(d), d == {"a": 1})
try:
    print(exec("print(a, zz)", d, {}), "builtins" in str(d)[:0])
except NameError as error:
    print(error)


class Message(str):
    def __add__(self, other):
        return Message(super().__add__("+" + other))

    def __len__(self):
        return -5 if False else 77

    def __eq__(self, other):
        return NotImplemented

    __hash__ = str.__hash__


m = Message("hi")
print(m + "x", m + "x" + "y", len(m), m == "hi", "hi" == m, m.upper(), type(m.upper()).__name__, m[0], "say " + m, f"{m:>5}|", ",".join([m, m]), m in {"hi"}, {"hi": 1}.get(m), isinstance(m, str), m * 2, m % ())


class Error(ValueError):
    def __init__(self, code, *, detail=None):
        super().__init__(f"code {code}")
        self.code, self.detail = code, detail


try:
    raise Error(5, detail="d")
except ValueError as e:
    print(e, e.args, e.code, e.detail, repr(e), type(e).__mro__[1].__name__)
