"""Builtins shadowed and restored, globals deleted, while hot code uses them."""

import builtins


def total_length(items):
    n = 0
    for item in items:
        n += len(item)
    return n


items = ["abc"] * 1000
print(total_length(items), total_length(items))
len = lambda item: 100
print(total_length(items))
del len
print(total_length(items))
saved = builtins.len
builtins.len = lambda item: 7
print(total_length(items))
builtins.len = saved
print(total_length(items))


def shadow_while_running(items):
    global len
    n = 0
    for i, item in enumerate(items):
        if i == 500:
            len = lambda item: 0.5
        if i == 800:
            del len
        n += len(item)
    return n


print(shadow_while_running(items), total_length(items))


def kinds(values):
    out = 0
    for v in values:
        if isinstance(v, int):
            out += 1
        elif type(v) is str:
            out += 10
        out += abs(v) if isinstance(v, float) else 0
    return out


values = [1, "a", 2.5, None] * 300
print(kinds(values))
int = str
print(kinds(values))
del int
print(kinds(values))
limit = 10


def uses_limit(n):
    hits = 0
    for i in range(n):
        if i % 20 < limit:
            hits += 1
    return hits


print(uses_limit(1000))
limit = 5.5
print(uses_limit(1000))
del limit
try:
    uses_limit(1000)
except NameError as error:
    print(error)
builtins.limit = 15
print(uses_limit(1000))
del builtins.limit
try:
    uses_limit(1000)
except NameError as error:
    print(error)
range = lambda n: [1, 2, 3]
limit = 2
print(uses_limit(1000))
del range
print(uses_limit(1000))


def deleted_midway(n):
    global limit
    hits = 0
    try:
        for i in range(n):
            hits += limit
            if i == 600:
                del limit
    except NameError as error:
        return hits, i, str(error)


print(deleted_midway(1000))
scope = {"__builtins__": {"range": builtins.range, "len": lambda x: 99}}
exec("def f(n):\n t = 0\n for i in range(n):\n  t += len('a')\n return t", scope)
print(scope["f"](1000), total_length(items))
try:
    exec("sum([1])", scope)
except NameError as error:
    print(error)
f = eval("lambda n: sum(i for i in range(n))", {"range": lambda n: [n, n]})
print(f(5))
