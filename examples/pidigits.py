"""Digits of pi, one after the other, by a spigot over big integers.

The series pi = 2 + 1/3 (2 + 2/5 (2 + 3/7 (2 + ...))) is a composition of
linear fractional transformations; a digit is safe as soon as the rest of the
series cannot change it any more (Gibbons, "Unbounded Spigot Algorithms").
"""

import sys


def pi_digits():
    q, r, t = 1, 0, 1
    k = 0
    while True:
        k += 1
        q, r, t = q * k, (2 * q + r) * (2 * k + 1), t * (2 * k + 1)
        if q > r:
            continue
        digit = (3 * q + r) // t
        if digit == (4 * q + r) // t:
            yield digit
            q, r = 10 * q, 10 * (r - digit * t)


def lines(digits, count, width=10):
    for start in range(0, count, width):
        end = min(start + width, count)
        text = "".join(str(next(digits)) for _ in range(start, end))
        yield f"{text:<{width}}  :{end}"


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 6000
    for line in lines(pi_digits(), count):
        print(line)


if __name__ == "__main__":
    main()
