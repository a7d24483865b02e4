"""iter with a sentinel, next with a default, exhausted iterators stay exhausted."""

values = iter([3, 2, 1, 0, 5])
print(list(iter(lambda: next(values), 0)), next(values), next(values, "empty"), next(iter(()), None))
count = 0


def tick():
    global count
    count += 1
    if count > 8:
        raise KeyError("tick")
    return count


it = iter(tick, 4)
print(list(it), next(it, "done"), list(it), count)
try:
    list(iter(tick, None))
except KeyError as error:
    print(error, count)
count = 0


def stops():
    raise StopIteration("from callable")


print(list(iter(stops, 1)))


class Equal:
    def __eq__(self, other):
        print("eq", other, end="; ")
        return other == 2


print(list(iter(tick, Equal())))
it = iter([1])
for attempt in (lambda: next(it), lambda: next(it), lambda: next(it, 5), lambda: next([]), lambda: next(5, 1), lambda: iter(5), lambda: iter(5, 6), lambda: iter(), lambda: next(), lambda: iter(len), lambda: next(iter([]), 1, 2), lambda: iter(None)):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
for iterable in ([1, 2], (1, 2), "ab", {1: 2}, {1}, range(2), b"ab", enumerate("a"), zip("a", "b"), map(abs, [1]), filter(None, [1]), reversed([1]), (x for x in [1]), {}.values(), {}.items(), iter(tick, 1), bytearray(1), memoryview(b"a")):
    first, second = iter(iterable), iter(iterable)
    print(type(first).__name__, first is second, iter(first) is first, hasattr(first, "__length_hint__"), hasattr(first, "__next__"))
d = {"a": 1, "b": 2}
keys = iter(d)
print(next(keys), list(keys), list(keys))
nested = iter(iter(iter([1, 2])))
print(next(nested), *nested)
it = iter("abc")
for c in it:
    print(c, next(it, None), end=" ")
print()
s = iter({5})
print(next(s), next(s, "end"))
r = iter(range(10))
print(next(r), r.__length_hint__(), sum(r), r.__length_hint__(), r.__reduce__()[0] is iter)
