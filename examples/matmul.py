"""Matrix multiplication over lists of lists, of ints and of floats."""

import sys


def random_numbers(seed):
    """A linear congruential generator: the same numbers everywhere."""
    while True:
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
        yield seed >> 16


def matrix(size, numbers, convert):
    return [[convert(next(numbers) % 100) for _ in range(size)] for _ in range(size)]


def multiply(a, b):
    size = len(a)
    inner = len(b)
    columns = len(b[0])
    product = [[0] * columns for _ in range(size)]
    for i in range(size):
        row = a[i]
        out = product[i]
        for j in range(columns):
            total = 0
            for k in range(inner):
                total += row[k] * b[k][j]
            out[j] = total
    return product


def transpose(m):
    return [list(column) for column in zip(*m)]


def trace(m):
    return sum(m[i][i] for i in range(len(m)))


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 260
    numbers = random_numbers(42)

    a = matrix(size, numbers, int)
    b = matrix(size, numbers, int)
    ab = multiply(a, b)
    print(f"ints:   trace {trace(ab)}, corner {ab[-1][-1]}, sum {sum(map(sum, ab))}")

    c = matrix(size, numbers, lambda n: n / 8)
    d = matrix(size, numbers, lambda n: n / 8)
    cd = multiply(c, d)
    print(f"floats: trace {trace(cd)}, corner {cd[-1][-1]}, sum {sum(map(sum, cd))}")

    small = [row[:20] for row in a[:20]]
    other = [row[:20] for row in b[:20]]
    left = transpose(multiply(small, other))
    right = multiply(transpose(other), transpose(small))
    print(f"(AB)^T == B^T A^T: {left == right}")


if __name__ == "__main__":
    main()
