"""sys._getframe(1).f_locals of a hot caller, read and written."""

import sys


def peek(name):
    return sys._getframe(1).f_locals[name]


def poke(name, value):
    sys._getframe(1).f_locals[name] = value


def hot(n):
    total = 0
    x = 1.5
    seen = []
    for i in range(n):
        total += i
        x = x * 1.0001
        if i % 500 == 250:
            seen.append((peek("i"), peek("total"), round(peek("x"), 6), len(peek("seen"))))
    return seen


print(hot(2000))


def changed(n):
    total = 0
    step = 1
    for i in range(n):
        total += step
        if i == 1000:
            poke("step", 100)
        if i == 1500:
            poke("step", 0.5)
        if i == 1800:
            poke("total", "now text" if False else 7)
    return total


print(changed(500), changed(2000))


def names():
    frame = sys._getframe(1)
    return frame.f_code.co_name, list(frame.f_locals), frame.f_lineno - frame.f_code.co_firstlineno


def many(a, b=2, *args, **kwargs):
    for c in range(300):
        d = c * 2
        if c == 299:
            result = names()
            e = 5
    return result


for _ in range(5):
    result = many(1, 2, 3, k=4)
print(result)


def inner(depth):
    if depth == 0:
        frame, values = sys._getframe(), []
        while frame.f_code.co_name == "inner":
            values.append(frame.f_locals["depth"])
            frame = frame.f_back
        return values, frame.f_locals["k"]
    return inner(depth - 1)


def outer():
    for k in range(400):
        out = inner(3)
    return out


print(outer())


def evaluate(n):
    total = 0
    for i in range(n):
        total += eval("i * 2") if i % 100 == 0 else 1
        if i % 300 == 0:
            total += len(locals())
    return total


print(evaluate(1000))


def exec_does_not_write(n):
    x = 1
    for i in range(n):
        exec("x = 50")
        locals()["x"] = 70
    return x


print(exec_does_not_write(300))


def closure(n):
    cell = 0

    def bump():
        nonlocal cell
        cell += 1
        if cell == n // 2:
            sys._getframe(1).f_locals["cell"] = 10 * n
        return cell

    for _ in range(n):
        bump()
    return cell


print(closure(1000))
