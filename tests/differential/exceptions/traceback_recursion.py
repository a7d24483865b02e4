"""Repeated frames in a traceback are folded."""


def down(n):
    if n == 0:
        raise ValueError("bottom")
    down(n - 1)


def ping(n):
    if n == 0:
        1 / 0
    pong(n - 1)


def pong(n):
    ping(n)


try:
    ping(5)
except ZeroDivisionError:
    down(50)
