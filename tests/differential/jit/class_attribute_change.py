"""Class attributes and methods change under a hot loop."""


class Base:
    rate = 1

    def cost(self, n):
        return n * self.rate


class Item(Base):
    pass


def run(item, n, events):
    total = 0
    for i in range(n):
        if i in events:
            events[i](item)
        total += item.cost(1)
    return total


item = Item()
for _ in range(3):
    print(run(item, 1000, {}))
print(run(item, 1000, {500: lambda it: setattr(Base, "rate", 10)}))
print(run(item, 1000, {500: lambda it: setattr(Item, "rate", 100)}))
print(run(item, 1000, {500: lambda it: setattr(it, "rate", 0.5)}))
print(run(item, 1000, {500: lambda it: delattr(it, "rate"), 700: lambda it: delattr(Item, "rate")}))
print(run(item, 1000, {500: lambda it: setattr(Item, "cost", lambda self, n: -n)}))
print(run(item, 1000, {500: lambda it: setattr(it, "cost", lambda n: 7)}))
del item.cost, Item.cost
print(run(item, 1000, {}))


class Other(Base):
    def cost(self, n):
        return super().cost(n) * 2


print(run(item, 1000, {500: lambda it: setattr(it, "__class__", Other)}))
Item.__bases__ = (Other,)
fresh = Item()
print(run(fresh, 1000, {500: lambda it: setattr(Item, "__bases__", (Base,))}))
Base.rate = property(lambda self: 3)
print(run(fresh, 1000, {}))
Base.__getattribute__ = lambda self, name: (lambda n: 5) if name == "cost" else object.__getattribute__(self, name)
print(run(fresh, 1000, {}))
del Base.__getattribute__
Base.__getattr__ = lambda self, name: 9
del Base.rate
print(run(fresh, 1000, {}))
Base.rate = 1


class Lazy:
    def __get__(self, obj, owner):
        return lambda n: 11


print(run(fresh, 1000, {500: lambda it: setattr(Base, "cost", Lazy())}))


class Counter:
    count = 0

    def tick(self):
        self.count += 1
        Counter.count += 2


def ticks(n):
    c = Counter()
    for _ in range(n):
        c.tick()
    return c.count, Counter.count


print(ticks(1000), ticks(1000))


class Operators:
    def __add__(self, other):
        return 1


def adds(o, n):
    total = 0
    for i in range(n):
        if i == n // 2:
            Operators.__add__ = lambda self, other: 100
        total += o + i
    return total


print(adds(Operators(), 1000))
del Operators.__add__
try:
    adds.__globals__["Operators"]() + 1
except TypeError as error:
    print(error)
