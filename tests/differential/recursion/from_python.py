"""RecursionError from plain, mutual, method, lambda, generator and property recursion."""


def plain(n=0):
    return plain(n + 1)


class Things:
    def method(self):
        return self.method()

    @property
    def prop(self):
        return self.prop

    @classmethod
    def cls(cls):
        return cls.cls()

    def __getattr__(self, name):
        return getattr(self, name + "x")

    def __call__(self):
        return self()

    def __add__(self, other):
        return self + other

    def __eq__(self, other):
        return self == other

    __hash__ = None

    def __len__(self):
        return len(self)

    def __bool__(self):
        return bool(self)

    def __contains__(self, x):
        return x in self

    def __getitem__(self, k):
        return self[k]


def generator():
    yield from generator()


def nested_generator():
    for x in nested_generator():
        yield x


def comprehension():
    return [comprehension() for _ in range(1)]


class Meta(type):
    def __call__(cls):
        return cls()


class Endless(metaclass=Meta): ...


class NewForever:
    def __new__(cls):
        return cls()


lam = lambda: lam()
t = Things()
CASES = {"plain": plain, "method": t.method, "prop": lambda: t.prop, "cls": t.cls, "getattr": lambda: t.zzz, "call": t, "add": lambda: t + 1, "eq": lambda: t == 1, "len": lambda: len(t), "bool": lambda: bool(t), "contains": lambda: 1 in t, "getitem": lambda: t[0], "generator": lambda: list(generator()), "nested": lambda: list(nested_generator()), "comprehension": comprehension, "meta": lambda: Endless(), "new": lambda: NewForever(), "lambda": lam, "eval": lambda: run_eval(), "exec": lambda: run_exec()}


def run_eval():
    return eval("run_eval()")


def run_exec():
    exec("run_exec()")


for name, case in CASES.items():
    try:
        case()
        print(name, "returned")
    except RecursionError as error:
        print(name, str(error).startswith("maximum recursion depth exceeded"))
print(plain.__name__, "still fine")
