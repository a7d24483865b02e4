def plain(): pass
def f(a, b=1, /, c=2, *args, d, e=3, **kw) -> int:
    """Doc
        string."""
    return a, b, c, args, d, e, kw
@decorator
@decorator.with_arguments(1)
def g(*, x: int, y: "str" = 2): return lambda z, *a, k=1: (x, z)
def closure(a):
    b = c = 0
    def inner():
        nonlocal b
        b = a
        def innermost(): return a, b, c
        return innermost
    del a
    return inner
def generator(x):
    y = yield
    yield x
    z = yield from x
    return (yield)
def unbound():
    if x: a = 1
    print(a)
    del a
    a
global_name = 1
def uses_global():
    global global_name, other
    global_name += 1
    other = lambda: global_name
