"""One hot call site, every way of passing arguments, callees that change their signature."""


def callee(a, b=10, *rest, c=100, **more):
    return a + b + sum(rest) + c + sum(more.values())


def run(n):
    total = 0
    for i in range(n):
        total += callee(i)
        total += callee(i, 1)
        total += callee(i, b=2)
        total += callee(b=1, a=i)
        total += callee(i, 1, 2, 3)
        total += callee(i, c=5, d=6)
        total += callee(*(i, 2))
        total += callee(*[i], **{"c": 1})
        total += callee(i, *range(3), x=1, **{"y": 2})
    return total


print(run(1000))
callee.__defaults__ = (0.5,)
print(run(1000))
callee.__kwdefaults__ = {"c": 2**62}
print(run(1000))
callee.__kwdefaults__ = None
try:
    run(10)
except TypeError as error:
    print(error)
callee = lambda a, b=0, *r, **k: 1
print(run(1000))


class Callee:
    def __init__(self, a, b=3, *rest, **more):
        self.value = a + b

    def __radd__(self, other):
        return other + self.value


callee = Callee
print(run(500))


class Instance:
    def __call__(self, *args, **kwargs):
        return len(args) + len(kwargs)


callee = Instance()
print(run(500))
callee = max
try:
    run(5)
except TypeError as error:
    print(error)
callee = Instance().__call__
print(run(500))


def positional(a, b):
    return a - b


def sites(f, n):
    total, errors = 0, set()
    for i in range(n):
        for args in ((i, 1), (i,), (i, 1, 2), ()):
            try:
                total += f(*args)
            except TypeError as error:
                errors.add(str(error))
    return total, sorted(errors)


print(sites(positional, 300))
print(sites(divmod, 1)[1], sites(lambda *a: len(a), 300))


def defaults_are_shared(item, bag=[]):
    bag.append(item)
    return len(bag)


print([defaults_are_shared(i) for i in range(1000)][-1])


class Methods:
    base = 5

    def plain(self, x):
        return self.base + x

    @classmethod
    def cls(k, x):
        return k.base * x

    @staticmethod
    def stat(x):
        return x - 1

    @property
    def prop(self):
        return self.base


def methods(m, n):
    total = 0
    bound = m.plain
    for i in range(n):
        total += m.plain(i) + m.cls(i) + m.stat(i) + m.prop + bound(i) + Methods.plain(m, i) + Methods.cls(1)
    return total


print(methods(Methods(), 1000))


class Derived(Methods):
    base = 0.5

    def plain(self, x):
        return super().plain(x) * 2


print(methods(Derived(), 1000), methods(Methods(), 10))


def varargs(*args, **kwargs):
    return args, kwargs


def keep_identity(n):
    shared = {"k": 1}
    kept = []
    for i in range(n):
        args, kwargs = varargs(i, *[i], **shared)
        kwargs["new"] = i
        kept.append(kwargs)
    return shared, len(kept), kept[0] is not kept[1], kept[-1]


print(keep_identity(500))
