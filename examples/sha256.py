"""SHA-256 (FIPS 180-4) with nothing but integers: shifts, masks, lists."""

import sys

MASK = 0xFFFFFFFF


def primes():
    n = 2
    while True:
        if all(n % divisor for divisor in range(2, int(n**0.5) + 1)):
            yield n
        n += 1


def integer_root(n, degree):
    """The floor of the root of n, by bisection."""
    low, high = 0, 1 << (n.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if middle**degree <= n:
            low = middle
        else:
            high = middle
    return low


def fraction_bits(n, degree):
    """The first 32 bits behind the point of the root of n."""
    return integer_root(n << (32 * degree), degree) & MASK


def first(count, iterable):
    return [item for _, item in zip(range(count), iterable)]


INITIAL = [fraction_bits(p, 2) for p in first(8, primes())]
ROUND_CONSTANTS = [fraction_bits(p, 3) for p in first(64, primes())]


def rotate(x, n):
    return (x >> n | x << (32 - n)) & MASK


def schedule(block):
    w = [int.from_bytes(block[i : i + 4], "big") for i in range(0, 64, 4)]
    for i in range(16, 64):
        x = w[i - 15]
        y = w[i - 2]
        s0 = rotate(x, 7) ^ rotate(x, 18) ^ x >> 3
        s1 = rotate(y, 17) ^ rotate(y, 19) ^ y >> 10
        w.append((w[i - 16] + s0 + w[i - 7] + s1) & MASK)
    return w


def compress(state, block):
    a, b, c, d, e, f, g, h = state
    for k, w in zip(ROUND_CONSTANTS, schedule(block)):
        s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        choice = (e & f) ^ (~e & g)
        t1 = (h + s1 + choice + k + w) & MASK
        s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
        majority = (a & b) ^ (a & c) ^ (b & c)
        h, g, f, e = g, f, e, (d + t1) & MASK
        d, c, b, a = c, b, a, (t1 + s0 + majority) & MASK
    return [(x + y) & MASK for x, y in zip(state, (a, b, c, d, e, f, g, h))]


def sha256(message):
    padding = b"\x80" + bytes((55 - len(message)) % 64)
    padded = message + padding + (8 * len(message)).to_bytes(8, "big")
    state = INITIAL
    for start in range(0, len(padded), 64):
        state = compress(state, padded[start : start + 64])
    return "".join(f"{word:08x}" for word in state)


def main():
    kilobytes = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    print(sha256(b""))
    print(sha256(b"abc"))
    message = bytes(i * i % 251 for i in range(1024)) * kilobytes
    print(f"{sha256(message)}  {kilobytes} kB")


if __name__ == "__main__":
    main()
