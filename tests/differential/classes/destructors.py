"""__del__: when it runs, resurrection, errors inside, order."""

import gc


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name, end="; ")


def local():
    a = Noisy("local")
    print("in function", end="; ")


local()
print("after")
x = Noisy("rebound first")
x = Noisy("rebound second")
print("now")
del x
print("deleted")
Noisy("temporary")
print("temporary gone")
[Noisy(f"list{i}") for i in range(3)]
print("list gone")
d = {"k": Noisy("value")}
d["k"] = None
print("value replaced")
items = [Noisy("a"), Noisy("b"), Noisy("c")]
del items[1]
items.pop()
items[0] = 5
print("items done", items)
t = (Noisy("in tuple"),)
del t
print("tuple gone")


def raising():
    inside = Noisy("frame local")
    raise ValueError("kept by the traceback")


try:
    raising()
except ValueError as error:
    print("caught", end="; ")
print("handler left")


def generator():
    g = Noisy("generator local")
    yield 1
    yield 2


gen = generator()
next(gen)
del gen
print("generator gone")
saved = []


class Phoenix:
    def __del__(self):
        saved.append(self)
        print("resurrected", end="; ")


p = Phoenix()
del p
print(len(saved))
saved.clear()
print("second death is silent", len(saved))


class Node:
    def __del__(self):
        print("cycle node", end="; ")


gc.collect()
n = Node()
n.self = n
del n
print("still there")
print(gc.collect() > 0)


class Closing:
    def __init__(self, f):
        self.f = f

    def __del__(self):
        self.f()


c = Closing(lambda: print("closure called", end="; "))
c = None
print("end")
outer = Noisy("outer")
outer.inner = Noisy("inner")
del outer
print("both")
a, b = Noisy("swap1"), Noisy("swap2")
a, b = b, a
a = b = None
print("swapped")
last = Noisy("at exit")
