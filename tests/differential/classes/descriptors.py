"""Data and non-data descriptors, __set_name__, precedence over the instance dict."""


class Data:
    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)
        self.name = name

    def __get__(self, obj, owner=None):
        return f"get {self.name} {obj is not None} {owner.__name__}"

    def __set__(self, obj, value):
        print("set", self.name, value)
        obj.__dict__[self.name] = value

    def __delete__(self, obj):
        print("delete", self.name)


class NonData:
    def __get__(self, obj, owner=None):
        return "non-data"


class SetOnly:
    def __set__(self, obj, value):
        obj.__dict__["so"] = value * 2


class Host:
    d = Data()
    n = NonData()
    so = SetOnly()

    def method(self):
        return "method"


h = Host()
print(h.d, Host.d, h.n, Host.n)
h.d = 1
h.n = "instance wins"
h.__dict__["method"] = "also wins"
print(h.d, h.n, h.method, sorted(h.__dict__))
print(type(h.so).__name__)
h.so = 21
print(h.so, type(Host.so).__name__)
del h.d
del h.n
print(h.n, "d" in h.__dict__)
try:
    del h.so
except AttributeError as error:
    print(error)
Host.late = Data()
try:
    h.late
except AttributeError as error:
    print(error)
Host.d = "class attribute replaced, no set"
print(Host.d, h.d)


class Cached:
    def __init__(self, function):
        self.function = function
        self.name = function.__name__

    def __get__(self, obj, owner):
        if obj is None:
            return self
        value = obj.__dict__[self.name] = self.function(obj)
        return value


class Circle:
    @Cached
    def area(self):
        print("computing")
        return 3


circle = Circle()
print(circle.area, circle.area, Circle.area.name)
f = Host.method
print(f.__get__(h)(), f.__get__(h, Host).__self__ is h, f.__get__(None, Host) is f, (5).__add__.__self__, int.__add__.__get__(5)(6), h.__class__.method(h))
try:
    f.__get__(None)
except TypeError as error:
    print(error)


class Broken:
    def __set_name__(self, owner, name):
        raise ValueError("no name")


try:
    class Holder:
        b = Broken()
except Exception as error:
    print(type(error).__name__, error, error.__notes__)
