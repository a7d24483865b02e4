"""Deep recursion in hot code ends in RecursionError, and everything works afterwards."""

import sys


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def endless(n):
    return endless(n + 1) + 1


def measure(f):
    try:
        f(0)
    except RecursionError as error:
        return str(error)


print(fib(20))
for _ in range(20):
    depth(300)
print(depth(900), measure(endless), measure(endless), depth(900))


def mutual_a(n):
    return mutual_b(n + 1)


def mutual_b(n):
    return mutual_a(n + 1)


class Node:
    def __init__(self, next_node):
        self.next_node = next_node

    def length(self):
        return 1 if self.next_node is None else 1 + self.next_node.length()


chain = None
for _ in range(800):
    chain = Node(chain)
print(measure(mutual_a), chain.length(), chain.length())
sys.setrecursionlimit(3000)
print(depth(2500))
for _ in range(1500):
    chain = Node(chain)
print(chain.length())
sys.setrecursionlimit(500)
print(measure(endless))
try:
    chain.length()
except RecursionError as error:
    print(error)
sys.setrecursionlimit(1000)
for bad in (0, -5, "x"):
    try:
        sys.setrecursionlimit(bad)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)


def counts_frames(n):
    global reached
    reached = n
    counts_frames(n + 1)


try:
    counts_frames(1)
except RecursionError:
    print(990 < reached <= 1000)


def handler(n):
    try:
        return handler(n + 1)
    except RecursionError:
        return n


print(handler(0) > 900)


def finally_runs(n, log):
    try:
        finally_runs(n + 1, log)
    finally:
        log.append(n)


log = []
try:
    finally_runs(0, log)
except RecursionError:
    print(log[-1], log == sorted(log, reverse=True), len(log) > 900)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


print(ackermann(2, 60), fib(15))
