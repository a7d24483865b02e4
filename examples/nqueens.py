"""Place n queens so that none attacks another: recursion through generators."""

import sys


def placements(n, row=0, columns=0, rising=0, falling=0):
    """Every way to fill the rows from `row` on, as a list of columns.

    The three bit sets are the squares of this row under attack.
    """
    if row == n:
        yield []
        return
    free = ~(columns | rising | falling) & ((1 << n) - 1)
    while free:
        square = free & -free
        free ^= square
        column = square.bit_length() - 1
        for rest in placements(
            n, row + 1, columns | square, (rising | square) << 1, (falling | square) >> 1
        ):
            yield [column, *rest]


def mirrored(solution):
    return [len(solution) - 1 - column for column in solution]


def board(solution):
    for column in solution:
        yield " ".join("Q" if i == column else "." for i in range(len(solution)))


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 13
    solutions = list(placements(n))
    print(*board(solutions[0]), sep="\n")
    symmetric = sum(s[::-1] == mirrored(s) for s in solutions)
    checksum = 0
    for solution in solutions:
        for column in solution:
            checksum = (checksum * 31 + column) % 1_000_000_007
    print(f"{n} queens: {len(solutions)} solutions, {symmetric} with a half turn")
    print(f"checksum {checksum}")


if __name__ == "__main__":
    main()
