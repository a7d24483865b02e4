"""The recursion limit is changed by code that is compiled, while functions that called it run compiled too."""

import sys


def down(n):
    return 0 if n == 0 else 1 + down(n - 1)


def reached():
    depth = 0

    def deeper():
        nonlocal depth
        depth += 1
        deeper()

    try:
        deeper()
    except RecursionError:
        return depth


def limit_within(limit, n):
    """Changes the limit below itself, in a hot loop, and leaves it so."""
    for i in range(n):
        down(20)
        if i == n - 1:
            sys.setrecursionlimit(limit)
    return down(min(limit - 300, 2000))


for _ in range(300):
    down(30)
first = reached()
for limit in (3000, 600, 2500, 1000) * 3:
    print(limit, limit_within(limit, 400), sys.getrecursionlimit(), reached() - first)

# At module level, in a loop that is compiled while it runs.
for i in range(3000):
    down(3)
    if i % 1000 == 500:
        sys.setrecursionlimit(1000 + i)
print(sys.getrecursionlimit(), reached() - first)
sys.setrecursionlimit(1000)
print(reached() == first)
try:
    sys.setrecursionlimit(1)
except RecursionError as error:
    print(error)
