"""Hot closures: cells shared, rebound, changing type, and loops over nested functions."""


def counter():
    n = 0

    def add(k):
        nonlocal n
        n += k
        return n

    return add, lambda: n


add, get = counter()
for i in range(3000):
    add(1)
print(get())
add(0.5)
print(get())
for i in range(1000):
    add(2**60)
print(get())


def loop_with_cell(n):
    total = 0

    def bump():
        nonlocal total
        total += 1

    for i in range(n):
        total += 1
        bump()
    return total


def cell_deleted(n):
    value = 1

    def remove():
        nonlocal value
        del value

    count = 0
    try:
        for i in range(n):
            count += value
            if i == n // 2:
                remove()
    except UnboundLocalError as error:
        return count, i, str(error)


def make_adders(n):
    return [lambda x, k=k: x + k + n for k in range(n)]


def apply(functions, x):
    for f in functions:
        x = f(x)
    return x


print(loop_with_cell(2000), cell_deleted(2000), apply(make_adders(300), 0), apply(make_adders(300), 0.5))


def compose(*fs):
    def run(x):
        for f in fs:
            x = f(x)
        return x

    return run


pipeline = compose(lambda x: x + 1, lambda x: x * 2, lambda x: x % 1009)
x = 1
for _ in range(3000):
    x = pipeline(x)
print(x)


def decorated(f):
    calls = 0

    def wrapper(*args, **kwargs):
        nonlocal calls
        calls += 1
        wrapper.calls = calls
        return f(*args, **kwargs)

    return wrapper


@decorated
def power(base, exponent=2, *, modulus=None):
    return pow(base, exponent, modulus)


total = 0
for i in range(2000):
    total += power(i) + power(i, 3) + power(i, exponent=5, modulus=97)
print(total, power.calls)


def recursion_in_closure(n):
    memo = {}

    def collatz(k):
        if k == 1:
            return 0
        if k not in memo:
            memo[k] = 1 + collatz(k // 2 if k % 2 == 0 else 3 * k + 1)
        return memo[k]

    return max((collatz(k), k) for k in range(1, n))


print(recursion_in_closure(2000))


def comprehension_cells(n):
    return sum([i * j for i in range(n) for j in range(i) if (lambda: i + j)() % 3 == 0])


def generator_cells(n):
    limit = n

    def gen():
        nonlocal limit
        i = 0
        while i < limit:
            if i == 10:
                limit += 5
            yield i
            i += 1

    return list(gen())[-1], limit


print(comprehension_cells(60), generator_cells(2000))
def late_binding(n):
    fs = []
    for i in range(n):
        fs.append(lambda: i)
    return sum(f() for f in fs)


print(late_binding(1000))
def exception_in_closure(n):
    seen = []

    def risky(k):
        if k % 100 == 99:
            raise ValueError(k)
        return k

    for k in range(n):
        try:
            last = risky(k)
        except ValueError as error:
            seen.append((last, error.args[0]))
    return seen[-2:]


print(exception_in_closure(1000))
