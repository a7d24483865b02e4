"""Integer loops that leave every width on their way."""


def doubling(n):
    x = 1
    for _ in range(n):
        x = x + x
    return x


def factorial(n):
    result = 1
    while n > 1:
        result *= n
        n -= 1
    return result


def up_to_edge(start, steps):
    x = start
    history = 0
    for i in range(steps):
        x += 1
        history ^= x
    return x, history


def down_to_edge(start, steps):
    x = start
    for i in range(steps):
        x -= 1
    return x


def multiply_around(a, b, n):
    total = 0
    for i in range(n):
        total += a * b
        a += 1
        b -= 1
    return total


def shifts(n):
    x, out = 1, []
    for i in range(n):
        x <<= 1
        if i % 16 == 15:
            out.append(x)
    for i in range(n):
        x >>= 1
    return out, x


def hash_like(n):
    h = 0
    for i in range(n):
        h = (h * 31 + i) & 0xFFFFFFFFFFFFFFFF
    return h


def signed_hash(n):
    h = 5381
    for i in range(n):
        h = (h * 33 ^ i) % 2**63 - 2**62
    return h


for _ in range(3):
    doubling(50), factorial(15), shifts(50)
print(doubling(61), doubling(62), doubling(63), doubling(64), doubling(200))
print(factorial(20), factorial(21), factorial(30))
for edge in (2**30, 2**31, 2**32, 2**61, 2**62, 2**63, 2**64):
    print(up_to_edge(edge - 1000, 2000), up_to_edge(-edge - 1000, 2000), down_to_edge(-edge + 1000, 2000), down_to_edge(edge + 1000, 2000))
print(multiply_around(2**31, 2**31, 2000), multiply_around(3037000000, 3037001000, 2000), multiply_around(-(2**31), 2**32, 2000))
print(shifts(128))
print(hash_like(5000), signed_hash(5000))


def negate(n):
    x, total = -(2**62) + n // 2, 0
    for _ in range(n):
        total += -x + abs(x)
        x -= 1
    return total


def counter_bigger_than_word():
    n, i = 0, 2**63 - 500
    while i < 2**63 + 500:
        i += 1
        n += 1
    return n, i


print(negate(2000), counter_bigger_than_word(), sum(range(2**62, 2**62 + 1000)), [i for i in range(2**62 - 2, 2**62 + 2)])
