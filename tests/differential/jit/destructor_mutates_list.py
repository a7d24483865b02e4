"""__del__ changes the list that hot code is walking over."""


class Bomb:
    def __init__(self, target, action):
        self.target = target
        self.action = action

    def __del__(self):
        self.action(self.target)


def walk(items):
    total = 0
    for item in items:
        total += item if type(item) is int else 1000
        if type(item) is not int:
            items[items.index(item)] = 0
            item = None
    return total


def build(action):
    items = list(range(2000))
    items[1000] = Bomb(items, action)
    return items


for action in (list.clear, lambda l: l.extend([5] * 10), lambda l: l.__delitem__(slice(1100, None)), lambda l: l.insert(0, 1), lambda l: l.pop(), lambda l: l.__setitem__(slice(None), [7] * 1500)):
    items = build(action)
    print(walk(items), len(items))


def store(items, value):
    for i in range(len(items)):
        items[i] = value


events = []
items = list(range(100))
items[50] = Bomb(items, lambda l: events.append((l[49], l[51], len(l))))
store(items, "x")
print(events, set(items))
items = list(range(100))
items[50] = Bomb(items, lambda l: l.__delitem__(slice(60, None)))
try:
    store(items, "y")
except IndexError as error:
    print(error, len(items))


def replace_attribute(obj, n):
    for i in range(n):
        obj.value = i
    return obj.value


class Holder:
    pass


holder = Holder()
holder.value = Bomb(holder, lambda h: setattr(h, "extra", getattr(h, "value", "unset")))
print(replace_attribute(holder, 2000), holder.extra)


def local_rebinding(n):
    log = []
    x = None
    for i in range(n):
        x = Bomb(log, lambda l: l.append(len(l)))
    return len(log), x is not None


print(local_rebinding(1500))


def pops(items):
    total = 0
    while items:
        item = items.pop()
        if type(item) is int:
            total += item
        del item
    return total


items = list(range(1000))
items.insert(500, Bomb(items, lambda l: l.append(10**6)))
print(pops(items))
d = {i: i for i in range(100)}
d[50] = Bomb(d, lambda m: m.clear())
total = 0
for i in range(100):
    d[i] = -i
    total += len(d)
print(total, len(d))
