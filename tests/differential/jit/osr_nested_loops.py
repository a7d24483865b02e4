"""Long loops entered once: on-stack replacement at every nesting level, with live state."""


def triple(n):
    count, best, text = 0, (0, 0, 0), ""
    for a in range(1, n):
        for b in range(a, n):
            c = b
            while c < n:
                if a * a + b * b == c * c:
                    count += 1
                    best = max(best, (a + b + c, a, b))
                    text += f"{a},{b},{c};"
                c += 1
    return count, best, len(text), text[:12]


print(triple(60))


def single(n):
    x, y, z, words = 1, 0.5, 2**62, []
    i = 0
    while i < n:
        x = (x * 1103515245 + 12345) % 2147483648
        y = y * 0.999 + x % 10
        if x % 1000 == 7:
            z += x
            words.append(str(x % 97))
        i += 1
    return x, round(y, 6), z, "-".join(words)


print(single(20000))


def with_try(n):
    state = []
    i = 0
    while True:
        try:
            i += 1
            if i % 1000 == 0:
                raise ValueError(i)
            if i > n:
                break
        except ValueError as error:
            state.append(error.args[0])
        finally:
            if i % 2500 == 0:
                state.append("f")
    return i, state


print(with_try(10000))


def with_iterators(n):
    pairs = zip(range(n), iter(lambda: 1, 2))
    total = 0
    for i, one in pairs:
        total += i * one
        if i == n // 2:
            break
    for i, one in pairs:
        total += 1
    return total


print(with_iterators(10000))


def matrix(n):
    m = [[(i * j) % 10 for j in range(n)] for i in range(n)]
    result = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            s = 0
            for k in range(n):
                s += m[i][k] * m[k][j]
            result[i][j] = s if (i + j) % 5 else s / 2
    return sum(map(sum, result)), result[n // 2][n // 3]


print(matrix(30))


def else_branches(n):
    primes = []
    for candidate in range(2, n):
        for p in primes:
            if p * p > candidate:
                primes.append(candidate)
                break
            if candidate % p == 0:
                break
        else:
            primes.append(candidate)
    return len(primes), primes[-1]


print(else_branches(3000))


def generator_loop(n):
    def numbers():
        i = 0
        while i < n:
            sent = yield i
            i += sent or 1

    g = numbers()
    total = next(g)
    try:
        while True:
            total += g.send(total % 3 + 1)
    except StopIteration:
        return total


print(generator_loop(5000))


def overflow_inside(n):
    a, b = 0, 1
    for i in range(n):
        a, b = b, a + b
        if b.bit_length() > 70:
            b = b % 10**9
            a = 1
    return a, b


print(overflow_inside(5000))
