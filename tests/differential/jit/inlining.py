"""Functions built in place of their calls: what frames, exceptions and destructors show must not change."""

import sys


def names(depth=0):
    """The functions that are running, innermost first."""
    frame = sys._getframe(1)
    found = []
    while frame is not None:
        found.append(f"{frame.f_code.co_name}:{frame.f_lineno - frame.f_code.co_firstlineno}")
        frame = frame.f_back
    return found


def show(error):
    """The exception and its traceback, outermost first."""
    print(type(error).__name__, error)
    tb = error.__traceback__
    while tb is not None:
        code = tb.tb_frame.f_code
        print(f"  {code.co_name}:{tb.tb_lineno - code.co_firstlineno}", sorted(tb.tb_frame.f_locals) if tb.tb_frame.f_back else "")
        tb = tb.tb_next


# A guard that fails in an inlined function inside a loop inside a try.


def add(a, b):
    return a + b


def twice(a):
    return add(a, a)


def sums(items):
    total = 0
    failures = 0
    for item in items:
        try:
            total = add(total, 1)
            twice(item)
        except TypeError:
            failures += 1
    return total, failures


class NoSum:
    pass


many = list(range(3000))
print(sums(many))
print(sums(many + ["text", 2.5, [], 1 << 70] + many))
print(sums(many + [NoSum(), None] * 5 + many))


# Results of other kinds than before.


def pick(flag, a, b):
    if flag:
        return a
    return b


def picks(n):
    total = 0
    for i in range(n):
        total += pick(i % 2 == 0, i, 1)
    return total


print(picks(5000))
print(pick(True, "one", "two"), picks(10))


# The traceback of an exception that leaves inlined functions.


def divide(a, b):
    return a / b


def share(total, parts):
    part = divide(total, parts)
    return part


def shares(n, zero_at):
    out = 0.0
    for i in range(n):
        out += share(100.0, i - zero_at)
    return out


print(f"{shares(2000, 5000):.6f}")
try:
    shares(3000, 2500)
except ZeroDivisionError as error:
    show(error)


def shielded(n, zero_at):
    caught = 0
    for i in range(n):
        try:
            share(100.0, i - zero_at)
        except ZeroDivisionError as error:
            caught += 1
            frames = []
            tb = error.__traceback__
            while tb is not None:
                frames.append((tb.tb_frame.f_code.co_name, sorted(tb.tb_frame.f_locals)))
                tb = tb.tb_next
    return caught, frames


print(shielded(3000, 2500))


# Exceptions handled by an inlined function itself.


def parse(text):
    try:
        return int(text)
    except ValueError:
        return -1


def parses(texts):
    total = 0
    for text in texts:
        total += parse(text)
    return total


print(parses(["1", "2", "x"] * 1500))


# Who looks at frames from an inlined function's callee.


def look(n):
    if n == 2999:
        print(names())
        print(sorted(sys._getframe(1).f_locals.items()))
    return n


def middle(n):
    here = n * 2
    result = look(n)
    return result + here


def outer(n):
    total = 0
    for i in range(n):
        total += middle(i)
    return total


print(outer(3000))


# Somebody keeps the frame.

kept = []


def keep(n):
    local = n + 0.5
    if n in (1500, 1501, 2900):
        kept.append(sys._getframe())
    return local


def keeping(n):
    total = 0.0
    for i in range(n):
        total += keep(i)
    return total


print(keeping(3000))
for frame in kept:
    print(frame.f_code.co_name, frame.f_locals, frame.f_back is None)


# locals(), globals() and eval see the inlined frame.


def inspect(a):
    b = a + 1
    if a == 2500:
        print(sorted(locals().items()), eval("a * b"), "inspect" in globals())
    return b


def inspecting(n):
    total = 0
    for i in range(n):
        total += inspect(i)
    return total


print(inspecting(3000))


# Recursion ends where it should.


def down(n):
    return 1 + down(n - 1) if n else leaf(n)


def leaf(n):
    return n


def bottomless(n):
    depth.append(n)
    leaf(n)
    return bottomless(n + 1)


for _ in range(300):
    down(20)
print(down(900))
depth = []
try:
    bottomless(0)
except RecursionError as error:
    tb = error.__traceback__
    while tb.tb_next is not None:
        tb = tb.tb_next
    print(error, len(depth), tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno)


# Redefined while it runs.


def step(n):
    return 1


def change(n):
    global step
    if n == 2000:

        def step(n):
            return 100

    return step(n)


def changing(n):
    total = 0
    for i in range(n):
        total += step(i) + change(i)
    return total


print(changing(3000))


# Destructors run at the end of the inlined function, when its frame is gone.


class Noisy:
    def __init__(self, log, name):
        self.log = log
        self.name = name

    def __del__(self):
        self.log.append((self.name, sys._getframe(1).f_code.co_name))


def use(log, i):
    first = Noisy(log, f"first {i}")
    second = Noisy(log, f"second {i}")
    return len(log)


def using(n):
    log = []
    total = 0
    for i in range(n):
        total += use(log, i)
    return total, log[:2], log[-2:]


print(using(2000))


# Constructors.


class Point:
    def __init__(self, x, y=1):
        self.x = x
        self.y = y

    def norm(self):
        return self.x * self.x + self.y * self.y


class Wrong:
    def __init__(self, wrong):
        if wrong:
            raise KeyError(wrong)


class Odd:
    def __init__(self, wrong):
        return wrong


def points(n):
    total = 0
    for i in range(n):
        total += Point(i).norm() + Point(i, 2.5).norm()
    return total


print(points(3000))


def wrongs(n):
    for i in range(n):
        Wrong(i == n - 1)


def odds(n):
    for i in range(n):
        Odd(i if i == n - 1 else None)


for function in wrongs, odds:
    try:
        function(3000)
    except (KeyError, TypeError) as error:
        show(error)


# Inside generators.


def numbers(n):
    for i in range(n):
        yield middle(i - 3000) + add(i, 1)


print(sum(numbers(3000)))


def failing(n):
    for i in range(n):
        yield divide(1.0, n - 100 - i)


try:
    print(sum(failing(3000)))
except ZeroDivisionError as error:
    show(error)


# Loops inside of inlined functions.


def triangle(n):
    total = 0
    for i in range(n):
        total += i
    return total


def triangles(n):
    return [triangle(i % 7) for i in range(n)][-8:]


print(triangles(3000))


def search(items, wanted):
    for position, item in enumerate(items):
        if item == wanted:
            return position
    return None


def searches(n):
    items = list(range(5))
    found = 0
    for i in range(n):
        if search(items, i % 6) is None:
            found += 1
    return found


print(searches(3000))
