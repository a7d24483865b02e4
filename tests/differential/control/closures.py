"""Nested functions, cells, nonlocal, late binding, class bodies in functions."""


def counter(start=0):
    count = start

    def increment(by=1):
        nonlocal count
        count += by
        return count

    def get():
        return count

    def reset():
        nonlocal count
        del count

    return increment, get, reset


inc, get, reset = counter(5)
print(inc(), inc(10), get(), counter()[1](), inc.__closure__[0].cell_contents, inc.__code__.co_freevars, counter.__code__.co_cellvars)
reset()
try:
    get()
except NameError as error:
    print(type(error).__name__, error)
try:
    inc.__closure__[0].cell_contents
except ValueError as error:
    print(error)


def late():
    return [lambda: i for i in range(3)], [lambda i=i: i for i in range(3)]


print([[f() for f in fs] for fs in late()])


def three_levels():
    x = "outer"

    def middle():
        def inner():
            nonlocal x
            x += "!"
            return x

        return inner

    f = middle()
    return f(), f(), x


print(three_levels())
x = "global"


def shadow():
    x = "local"

    class Body:
        y = x
        x = "class"
        z = x

        def method(self):
            return x

    return Body.y, Body.z, Body().method()


def class_scope():
    class A:
        global made
        made = "global from class"
        value = made

        def f(self):
            return __class__

    return A.value, A().f() is A, made


print(shadow(), class_scope())


def unbound():
    try:
        print(later)
    except UnboundLocalError as error:
        print(error)
    later = 1
    del later
    try:
        del later
    except UnboundLocalError as error:
        print(error)

    def inner():
        return free

    try:
        inner()
    except NameError as error:
        print(type(error).__name__, error)
    free = 1
    return inner()


print(unbound())


def compose(*functions):
    def composed(value):
        for function in reversed(functions):
            value = function(value)
        return value

    return composed


def memo(f, cache={}):
    def wrapper(n):
        if n not in cache:
            cache[n] = f(n)
        return cache[n]

    return wrapper


@memo
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


print(compose(str, lambda v: v + 1, abs)(-5), fibonacci(80), fibonacci.__name__, (lambda f: f(f, 5))(lambda self, n: 1 if n == 0 else n * self(self, n - 1)))
for source in ("def f():\n nonlocal x", "nonlocal x", "def f():\n x = 1\n nonlocal x", "def f(x):\n global x", "def f():\n print(x)\n global x", "def f():\n x = 1\n def g():\n  x = 2\n  nonlocal x", "class A:\n nonlocal q", "def f(a, a): pass", "def f(x):\n nonlocal x"):
    try:
        compile(source, "s", "exec")
        print("compiles")
    except SyntaxError as error:
        print(error.msg)
