"""A global function is replaced while the code that calls it runs."""


def step(x):
    return x + 1


def run(n, change_at):
    total = 0
    for i in range(n):
        if i == change_at:
            replace()
        total = step(total)
    return total


original = step


def replace():
    global step
    step = lambda x: x + 1000


for _ in range(3):
    print(run(2000, -1))
print(run(2000, 1000))
step = original
print(run(2000, -1))


def replaced_inside(x):
    global step
    if x == 500:
        step = original
    return x + 2


step = replaced_inside
print(run(1000, -1), step is original)


def recursive(n):
    global recursive
    if n == 5:
        recursive = lambda n: ("replaced", n)
    return recursive(n - 1) if n else "bottom"


print(recursive(10), recursive(3))
CONSTANT = 10


def uses_constant(n):
    global CONSTANT
    total = 0
    for i in range(n):
        total += CONSTANT
        if i == n // 2:
            CONSTANT = 0.5
    return total


print(uses_constant(2000))
CONSTANT = "text"
try:
    uses_constant(10)
except TypeError as error:
    print(error)
CONSTANT = 10
globals()["CONSTANT"] = 3
print(uses_constant(10))
step.__code__ = (lambda x: x * 2 + 1).__code__
print(run(20, -1))
original.__defaults__ = (1,)
try:
    original.__code__ = (lambda x, y: x - y).__code__
    print(run(100, -1))
except TypeError as error:
    print(error)
exec("def step(x): return x - 3")
print(run(100, -1))
del step
try:
    run(5, -1)
except NameError as error:
    print(error)
