"""How arguments meet parameters: positional, keyword, defaults, *, **, /."""


def plain(a, b, c=3):
    return a, b, c


def everything(a, b=2, /, c=3, *args, d, e=5, **kwargs):
    return a, b, c, args, d, e, kwargs


def kwonly(*, key, other=None):
    return key, other


def posonly(a, b=0, /, **kw):
    return a, b, kw


print(plain(1, 2), plain(1, c=0, b=2), plain(*[1, 2, 3]), plain(*(1,), **{"b": 5}), plain(b=1, *[0]), plain(1, *[2], **{"c": 9}))
print(everything(1, d=4), everything(1, 2, 3, 4, 5, d=6, f=7), everything(1, d=0, **{"a": "kw a", "b": "kw b"}), everything(*range(6), **{"d": 1, "z z": 2}))
print(kwonly(key=1), kwonly(other=2, key=1), posonly(1, a=5, b=6), posonly(1, 2), (lambda *a, **k: (a, k))(1, *"ab", x=1, **{"y": 2}, z=3), (lambda x, /: x)(5), (lambda: None)())


def mutable(item, bucket=[]):
    bucket.append(item)
    return bucket


print(mutable(1), mutable(2), mutable(3, []), mutable.__defaults__, everything.__kwdefaults__)
mutable.__defaults__ = (["replaced"],)
print(mutable(4))
everything.__kwdefaults__["d"] = "now default"
print(everything(1))
order = []


def note(x):
    order.append(x)
    return x


plain(note(1), *[note(2)], **{"c": note(3)})
plain(c=note("c"), b=note("b"), a=note("a"))
(lambda *a, **k: None)(*note([1]), note(4), **note({"k": 1}), j=note(5))
print(order)


def default_time(x=note("default evaluated"), *, y=note("kw default")):
    return x, y


print(default_time(), order[-2:])


class Mapping:
    def keys(self):
        return ["a", "b", "c"]

    def __getitem__(self, key):
        return key * 2


print(plain(**Mapping()), plain(*"abc"), plain(*{1: 0, 2: 0}), plain(*(i for i in range(3))), dict(**{"a": 1}, b=2))
args = [1, 2]
plain(*args)
packed = (lambda *a: a)(*args)
kw = {"x": 1}
received = (lambda **k: k)(**kw)
received["x"] = 2
print(packed is not args, kw, type(packed))
