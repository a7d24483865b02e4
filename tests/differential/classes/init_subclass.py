"""__init_subclass__, __class_getitem__, __set_name__ order, class cell."""

registry = {}


class Plugin:
    def __init_subclass__(cls, /, key=None, **kwargs):
        super().__init_subclass__(**kwargs)
        registry[key or cls.__name__.lower()] = cls
        cls.depth = len(cls.__mro__)

    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item}]"


class First(Plugin): ...


class Second(First, key="two"): ...


print(sorted(registry), First.depth, Second.depth, hasattr(Plugin, "depth"), Plugin[int], Second["x", 1])
try:
    class Third(Plugin, wrong=1): ...
except TypeError as error:
    print(error)
print("third" in registry)


class Field:
    order = []

    def __init__(self, default):
        self.default = default

    def __set_name__(self, owner, name):
        Field.order.append(name)
        owner.__fields__ = getattr(owner, "__fields__", ()) + (name,)


class Model:
    def __init_subclass__(cls):
        print("subclass", cls.__name__, cls.__fields__)

    def __init__(self, **values):
        for name in self.__fields__:
            setattr(self, name, values.pop(name, getattr(type(self), name).default))
        if values:
            raise TypeError(f"unknown fields: {sorted(values)}")

    def __repr__(self):
        inside = ", ".join(f"{n}={getattr(self, n)!r}" for n in self.__fields__)
        return f"{type(self).__name__}({inside})"


class User(Model):
    name = Field("anonymous")
    age = Field(0)


class Admin(User):
    level = Field(1)


print(User(), User(name="x", age=5), Admin(level=9), Field.order, Admin.__fields__)
try:
    User(nope=1)
except TypeError as error:
    print(error)


class New:
    def __new__(cls, value):
        if value < 0:
            return "not an instance"
        self = super().__new__(cls)
        self.created = True
        return self

    def __init__(self, value):
        self.value = value


print(New(-1), vars(New(5)))


class BadInit:
    def __init__(self):
        return 5


for attempt in (lambda: BadInit(), lambda: New(), lambda: object(1), lambda: Plugin(1), lambda: type("E", (), {"__new__": lambda cls: object.__new__(cls, 1)})(), lambda: type("F", (), {"__init__": lambda self, a: None})(), lambda: int[5], lambda: First.depth[0], lambda: User[int]):
    try:
        print(attempt())
    except TypeError as error:
        print(error)
