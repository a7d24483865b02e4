"""return in generators, StopIteration.value, generators as pipelines."""


def with_return(n):
    for i in range(n):
        yield i
    return n * 10


g = with_return(1)
next(g)
try:
    next(g)
except StopIteration as error:
    print(error.value, error.args, repr(error))
try:
    next(g)
except StopIteration as error:
    print(error.value, error.args)


def empty():
    return "nothing"
    yield


def tuple_return():
    yield
    return (1, 2)


def exception_return():
    yield
    return ValueError("returned, not raised")


for make in (empty, tuple_return, exception_return):
    g = make()
    while True:
        try:
            next(g)
        except StopIteration as error:
            print(make.__name__, repr(error.value))
            break


def collect(make):
    result = yield from make()
    print("result", repr(result))


print(list(collect(tuple_return)), list(collect(empty)), list(collect(exception_return)))


def numbers():
    n = 0
    while True:
        n += 1
        yield n


def take(n, it):
    for _, x in zip(range(n), it):
        yield x


def multiples(of, it):
    return (x for x in it if x % of == 0)


def running(it):
    total = 0
    for x in it:
        total += x
        yield total


print(list(take(5, running(multiples(3, numbers())))), sum(take(1000, multiples(7, numbers()))))


def sieve():
    it = numbers()
    next(it)
    while True:
        prime = next(it)
        yield prime
        it = filter(lambda x, p=prime: x % p, it)


print(list(take(12, sieve())))


def averager():
    total, count, average = 0, 0, None
    while True:
        value = yield average
        if value is None:
            return total, count
        total += value
        count += 1
        average = total / count


a = averager()
next(a)
print([a.send(v) for v in (10, 20, 40)])
try:
    a.send(None)
except StopIteration as error:
    print(error.value)
exp = (x * y for x in range(3) for y in [1, 10] if x)
print(next(exp), exp.gi_code.co_name, list(exp), list(exp), type(exp).__name__, exp.__name__, with_return(1).__qualname__)
x = 5
lazy = (x + i for i in [1, 2])
x = 100
print(list(lazy))
try:
    lazy = (i for i in 5)
except TypeError as error:
    print(error)
lazy = (1 / i for i in [1, 0, 2])
print(next(lazy))
try:
    next(lazy)
except ZeroDivisionError as error:
    print(error, list(lazy))
