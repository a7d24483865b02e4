"""The TypeError messages of calls to Python functions, one by one."""


def f0(): ...
def f1(a): ...
def f2(a, b): ...
def f3(a, b, c): ...
def d1(a, b=1): ...
def va(a, *args): ...
def ko(*, k): ...
def ko2(*, k, l, m=0): ...
def ko3(*, j, k, l): ...
def po(a, /): ...
def po2(a, b, /, c): ...
def kw(a, **kwargs): ...
def mix(a, b=1, *, c): ...
def alld(a=1, b=2): ...


class C:
    def m(self, a): ...

    @classmethod
    def cm(cls, a): ...

    @staticmethod
    def sm(a): ...

    def __init__(self, x=0): ...

    def __call__(self, q): ...


c = C()
g = (i for i in ())
CALLS = """f0(1)|f0(1, 2)|f0(a=1)|f1()|f1(1, 2)|f1(b=1)|f1(1, a=2)|f1(1, b=2)|f1(**{'a': 1, 'b': 2})|f2()|f2(1)|f2(b=1)|f2(1, 2, 3)|f2(1, 2, 3, c=4)|f3()|f3(1)|f3(b=2)|f3(1, 2, 3, 4, 5)
d1()|d1(1, 2, 3)|d1(b=1)|d1(1, 2, b=3)|va()|va(b=1)|va(1, 2, x=3)|ko()|ko(1)|ko(1, k=2)|ko(x=1)|ko(k=1, x=2)|ko2()|ko2(k=1)|ko2(1, 2)|ko3()|ko3(j=1)|po()|po(a=1)|po(1, 2)|po(1, a=1)|po2()|po2(1, b=2, c=3)|po2(a=1, b=2, c=3)|po2(1, 2)
kw()|kw(1, 2)|kw(1, a=2)|kw(**{1: 2})|kw(1, **{'x': 1}, **{'x': 2})|mix(1)|mix()|mix(1, 2, 3)|mix(1, 2, 3, c=4)|mix(1, d=3)|alld(1, 2, 3)|alld(1, a=2)|alld(1, c=2)
c.m()|c.m(1, 2)|c.m(b=1)|C.m()|C.m(c)|c.cm()|c.cm(1, 2)|c.sm()|c.sm(1, 2)|C(1, 2)|C(y=1)|c()|c(1, 2)|c(r=1)|f1(*5)|f1(**5)|f1(*None)|f1(1, *2)|f1(**[1])|f1(*[], **None)|f0(*[1])|f0(**{'z': 1})|f1(1, **{'a': 1})
5()|'s'()|None()|[]()|c.nope()|C.nope()|(1, 2)()|g()|f1(f2())|(lambda a: 0)()|(lambda a, b=1: 0)(1, 2, 3)|(lambda *, z: 0)()|f1(aa=1)|alld(bb=1)|plain()""".replace("\n", "|").split("|")
for call in CALLS:
    try:
        eval(call)
        print(call, "-> fine")
    except Exception as error:
        print(call, "->", type(error).__name__, error)


def outer():
    def inner(a):
        pass

    return inner


try:
    outer()()
except TypeError as error:
    print(error)
f1.__name__ = "renamed"
f1.__qualname__ = "Very.renamed"
try:
    f1()
except TypeError as error:
    print(error)
