"""Attribute sites that see many kinds of objects, and what changes under them."""


class Base:
    pass


class One(Base):
    pass


class Two(Base):
    pass


class Three(Base):
    __slots__ = ("slot",)


class Computed(Base):
    @property
    def value(self):
        return 99


class Hooked(Base):
    def __getattr__(self, name):
        return f"no {name}"


def get(thing):
    return thing.value


def put(thing, value):
    thing.value = value


def call(thing):
    return thing.describe()


things = []
for number in range(24):
    thing = (Base, One, Two, Three)[number % 4]()
    for filler in range(number % 7):
        setattr(thing, f"filler{filler}", filler)
    put(thing, number)
    things.append(thing)
print([get(thing) for thing in things])
print(get(Computed()), get(Hooked()))
try:
    put(Computed(), 1)
except AttributeError as error:
    print(error)

# Classes change: the sites must notice.
Base.describe = lambda self: f"base {self.value}"
print([call(thing) for thing in things[:8]])
Two.describe = lambda self: f"two {self.value}"
print([call(thing) for thing in things[:8]])
things[1].describe = lambda: "its own"
print([call(thing) for thing in things[:8]])
Base.value = property(lambda self: "computed")
print({get(thing) for thing in things})
del Base.value
print([get(thing) for thing in things])

# Instances change: attributes go, come back in another order, move to a real dict, change class.
for thing in things:
    del thing.value
missing = 0
for thing in things:
    try:
        get(thing)
    except AttributeError:
        missing += 1
print(missing)
for thing in things:
    thing.__dict__["value"] = 5
    thing.__dict__[1] = 2
print([get(thing) for thing in things])
for thing in things:
    put(thing, 6)
print([get(thing) for thing in things], things[9].__dict__)
moved = One()
put(moved, "before")
moved.__class__ = Two
print(get(moved), call(moved))


# A descriptor of a slot in a class that has no such slot.
class Stranger:
    pass


Stranger.slot = Three.slot
for _ in range(30):
    try:
        Stranger().slot
    except TypeError as error:
        text = str(error)
    try:
        Stranger().slot = 1
    except TypeError as error:
        assert str(error) == text
print(text)


def unset(thing):
    return thing.slot


for _ in range(3):
    three = Three()
    try:
        unset(three)
    except AttributeError as error:
        print(error)
    three.slot = []
    print(unset(three))
