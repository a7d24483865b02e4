"""Pancake flipping: over all permutations, how many flips bring 1 to the top?

While the first number is k > 1, the first k numbers are reversed. The answer
is the maximum number of flips, and a checksum with alternating signs in the
order in which the permutations are generated.
"""

import sys


def count_flips(permutation):
    first = permutation[0]
    if not first:
        return 0
    if not permutation[first]:
        return 1
    stack = permutation[:]
    flips = 1
    while top := stack[first]:
        stack[first] = first
        if first > 2:
            stack[1:first] = stack[first - 1 : 0 : -1]
        first = top
        flips += 1
    return flips


def fannkuch(n):
    permutation = list(range(n))
    rotations = [0] * n
    checksum = 0
    longest = 0
    while True:
        # Permutations come in pairs that differ in their first two numbers.
        even = count_flips(permutation)
        permutation[0], permutation[1] = permutation[1], permutation[0]
        odd = count_flips(permutation)
        checksum += even - odd
        if even > longest:
            longest = even
        if odd > longest:
            longest = odd
        # The next pair: rotate ever longer prefixes, like an odometer.
        permutation[0], permutation[1] = permutation[1], permutation[0]
        for i in range(2, n):
            permutation.insert(i, permutation.pop(0))
            rotations[i] += 1
            if rotations[i] <= i:
                break
            rotations[i] = 0
        else:
            return checksum, longest


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    checksum, longest = fannkuch(n)
    print(f"checksum {checksum}")
    print(f"pfannkuchen({n}) = {longest}")


if __name__ == "__main__":
    main()
