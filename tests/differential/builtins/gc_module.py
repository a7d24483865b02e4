"""gc: cycles are found, finalizers run once, callbacks and thresholds exist."""

import gc


class Node:
    log = []

    def __init__(self, name):
        self.name = name
        self.links = []

    def __del__(self):
        Node.log.append(self.name)


def ring(n):
    nodes = [Node(i) for i in range(n)]
    for a, b in zip(nodes, nodes[1:] + nodes[:1]):
        a.links.append(b)


gc.collect()
gc.disable()
print(gc.isenabled())
ring(5)
print(Node.log)
print(gc.collect() >= 5, sorted(Node.log))
Node.log.clear()
gc.enable()
print(gc.isenabled(), len(gc.get_threshold()), len(gc.get_count()), gc.garbage)
a = Node("self")
a.links.append(a)
del a
gc.collect()
print(Node.log)
Node.log.clear()


class Resurrect:
    saved = []

    def __init__(self):
        self.me = self

    def __del__(self):
        Resurrect.saved.append(self)


Resurrect()
gc.collect()
print(len(Resurrect.saved), Resurrect.saved[0].me is Resurrect.saved[0])
Resurrect.saved.clear()
gc.collect()
print(len(Resurrect.saved))
events = []


def callback(phase, info):
    events.append((phase, sorted(info)[:2]))


gc.callbacks.append(callback)
gc.collect()
gc.callbacks.remove(callback)
print(events)
for value in (1, "s", None, 1.5):
    assert not gc.is_tracked(value)
print(gc.is_tracked([]), gc.is_tracked(Node("t")), gc.is_finalized(Node("u")))
Node.log.clear()
d = {}
d["self"] = d
l = [d]
d["list"] = l
f = lambda: f
closure_holder = Node("held by a closure")
def make():
    held = Node("cell")
    def inner():
        return held, inner
    return inner


make()
gc.collect()
print(Node.log)
Node.log.clear()


def generator():
    held = Node("generator")
    me = yield
    yield me


g = generator()
next(g)
g.send(g)
del g
gc.collect()
print(Node.log)
Node.log.clear()
try:
    held = Node("exception")
    raise ValueError(held)
except ValueError as error:
    error.me = error
del held
gc.collect()
print(Node.log)
x = [Node("referent")]
print(any(r is x for r in gc.get_referrers(x[0])), x[0] in gc.get_referents(x))
gc.collect(0), gc.collect(1), gc.collect(2)
for bad in (lambda: gc.collect(5), lambda: gc.collect("x"), lambda: gc.set_threshold(), lambda: gc.is_tracked()):
    try:
        bad()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
for i in range(20_000):
    cycle = []
    cycle.append(cycle)
print("many cycles came and went", len(gc.get_stats()))
