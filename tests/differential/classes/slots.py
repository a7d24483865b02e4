"""__slots__: storage, inheritance, conflicts."""


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Point3(Point):
    __slots__ = "z"


class Loose(Point):
    pass


class WithDict:
    __slots__ = ("a", "__dict__")


p = Point(1, 2)
print(p.x, p.y, hasattr(p, "__dict__"), Point.__slots__, type(Point.x).__name__, Point.x.__get__(p), Point3.__slots__)
q = Point3(1, 2)
q.z = 3
print(q.z, q.x, hasattr(q, "__dict__"))
loose = Loose(5, 6)
loose.extra = 7
print(loose.__dict__, loose.x)
w = WithDict()
w.a, w.b = 1, 2
print(w.__dict__, w.a)
for action in ("p.z = 1", "Point(1, 2).__dict__", "del p.x; p.x", "del p.x", "Point3(1, 2).z", "p.__class__ = Point3", "p.nope", "del q.nope", "Point.x.__set__(5, 1)", "w.__class__ = Point"):
    try:
        exec(action)
        print(action, "fine")
    except Exception as error:
        print(action, "->", type(error).__name__, error)
for body in ({"__slots__": ("a",), "a": 1}, {"__slots__": ("1a",)}, {"__slots__": (5,)}, {"__slots__": ("__dict__", "__dict__")}, {"__slots__": 5}):
    try:
        type("Bad", (), body)
    except Exception as error:
        print(type(error).__name__, error)
for bases in ((Point, WithDict), (Point, Point3), (Point, int)):
    try:
        type("Mixed", bases, {"__slots__": ()})
        print("fine")
    except TypeError as error:
        print(error)


class Empty:
    __slots__ = ()


class Both(Empty, Point):
    __slots__ = ("w",)


b = Both(1, 2)
b.w = 3
print(b.x + b.y + b.w, [s for c in Both.__mro__ for s in getattr(c, "__slots__", ())])


class Mangled:
    __slots__ = ("__private",)

    def set(self, v):
        self.__private = v
        return self._Mangled__private


print(Mangled().set(5))
many = [Point(i, -i) for i in range(1000)]
print(sum(p.x * p.y for p in many))


class IntSlots(int):
    __slots__ = ()


try:
    class BadInt(int):
        __slots__ = ("x",)
except TypeError as error:
    print(error)
print(IntSlots(5) + 1, hasattr(IntSlots(5), "__dict__"))
