"""property: getters, setters, deleters, inheritance, errors."""


class Celsius:
    def __init__(self, degrees):
        self.degrees = degrees

    @property
    def degrees(self):
        """Degrees above freezing."""
        return self._degrees

    @degrees.setter
    def degrees(self, value):
        if value < -273:
            raise ValueError("too cold")
        self._degrees = value

    @degrees.deleter
    def degrees(self):
        print("deleted")
        del self._degrees

    @property
    def kelvin(self):
        return self._degrees + 273

    secret = property(fset=lambda self, v: setattr(self, "_degrees", v))
    broken = property(lambda self: self.missing)


class Hot(Celsius):
    @property
    def degrees(self):
        return super().degrees * 10

    @Celsius.kelvin.setter
    def kelvin(self, value):
        self._degrees = value - 273


c = Celsius(20)
c.degrees += 5
print(c.degrees, c.kelvin, Celsius.degrees.__doc__, type(Celsius.kelvin), Celsius.degrees.fget(c), Celsius.kelvin.fset, Celsius.degrees.__name__)
c.secret = 7
print(c.degrees, vars(c))
for action in ("c.kelvin = 5", "del c.kelvin", "c.secret", "c.degrees = -300", "c.broken", "Hot(5)", "c.nope", "del c.secret", "c.kelvin += 1", "Celsius.kelvin.fget = 1", "property(1).__get__(5)"):
    try:
        exec(action)
        print(action, "fine")
    except Exception as error:
        print(action, "->", type(error).__name__, error)
del c.degrees
try:
    c.degrees
except AttributeError as error:
    print(error, error.name, error.obj is c)
h = Hot.__new__(Hot)
h.kelvin = 300
print(h.degrees, h._degrees, h.kelvin)
c.degrees = 1
Celsius.degrees = property(lambda self: "replaced")
print(c.degrees, Hot.degrees.fget is not None)


class Fallback:
    @property
    def p(self):
        raise AttributeError("inside p")

    def __getattr__(self, name):
        return f"getattr({name})"


print(Fallback().p, Fallback().q)
