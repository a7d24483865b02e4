"""Metaclasses: __new__, __init__, __call__, __prepare__, conflicts, class-level operators."""


class Meta(type):
    def __prepare__(name, bases, **kwargs):
        print("prepare", name, [b.__name__ for b in bases], kwargs)
        return {"prepared": True}

    def __new__(mcls, name, bases, namespace, **kwargs):
        print("new", name, sorted(k for k in namespace if not k.startswith("__")))
        return super().__new__(mcls, name, bases, namespace)

    def __init__(cls, name, bases, namespace, **kwargs):
        print("init", name, kwargs)
        super().__init__(name, bases, namespace)

    def __call__(cls, *args, **kwargs):
        print("call", cls.__name__, args)
        return super().__call__(*args, **kwargs)

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return f"{cls.__name__}.{name} made up"

    def __len__(cls):
        return 42

    def __iter__(cls):
        return iter("abc")

    def __contains__(cls, item):
        return item == 1

    def __add__(cls, other):
        return f"{cls.__name__}+{getattr(other, '__name__', other)}"

    def __instancecheck__(cls, obj):
        return obj == "fake" or type.__instancecheck__(cls, obj)

    def __subclasscheck__(cls, other):
        return other is int or type.__subclasscheck__(cls, other)

    @property
    def meta_property(cls):
        return "from meta"

    def __repr__(cls):
        return f"<Meta {cls.__name__}>"


class A(metaclass=Meta, option=1):
    x = 1

    def __init__(self, v=0):
        self.v = v


class B(A, option=2):
    pass


print(A(5).v, A.nothing, len(A), list(A), 1 in A, A + B, A + 1, isinstance("fake", A), isinstance(A(), A), issubclass(int, A), issubclass(B, A), A.meta_property, A.prepared, repr(A), [B], type(B) is Meta)
try:
    A().meta_property
except AttributeError as error:
    print(error)


class Singleton(type):
    instances = {}

    def __call__(cls, *args):
        if cls not in cls.instances:
            cls.instances[cls] = super().__call__(*args)
        return cls.instances[cls]


class One(metaclass=Singleton):
    pass


print(One() is One(), type(One).__name__)
for attempt in (lambda: type("X", (A, One), {}), lambda: Meta("Y", (One,), {})):
    try:
        attempt()
    except TypeError as error:
        print(error)


class FunctionMeta(metaclass=lambda name, bases, namespace: (name, bases, sorted(namespace)[:1])):
    pass


print(FunctionMeta)
Dynamic = type("Dynamic", (dict,), {"hello": lambda self: "hi", "__doc__": "doc"})
print(Dynamic().hello(), Dynamic.__doc__, Dynamic.__module__, Dynamic.__qualname__, Dynamic.__name__, type(type), type(object), object.__class__, isinstance(type, object), isinstance(object, type), type.__mro__)
Dynamic.__name__ = "Renamed"
print(Dynamic.__name__, Dynamic.__qualname__, type(Dynamic()).__name__)
try:
    class NoMeta(metaclass=5): pass
except TypeError as error:
    print(error)
try:
    class NoOption(option=1): pass
except TypeError as error:
    print(error)
