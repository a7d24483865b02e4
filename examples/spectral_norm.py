"""The spectral norm of the infinite matrix 1, 1/2, 1/3; 1/4, ... by the power method.

The matrix has the elements a(i, j) = 1 / ((i + j)(i + j + 1)/2 + i + 1).
"""

import math
import sys


def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(vector):
    """A * vector."""
    size = len(vector)
    return [
        sum(element(i, j) * vector[j] for j in range(size)) for i in range(size)
    ]


def transposed_times(vector):
    """A^T * vector."""
    result = []
    size = len(vector)
    for i in range(size):
        total = 0.0
        for j in range(size):
            total += element(j, i) * vector[j]
        result.append(total)
    return result


def dot(u, v):
    return sum(a * b for a, b in zip(u, v))


def spectral_norm(size, rounds=10):
    u = [1.0] * size
    v = u
    for _ in range(rounds):
        v = transposed_times(times(u))
        u = transposed_times(times(v))
    return math.sqrt(dot(u, v) / dot(v, v))


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    print(f"spectral norm of {size}x{size}: {spectral_norm(size):.9f}")


if __name__ == "__main__":
    main()
