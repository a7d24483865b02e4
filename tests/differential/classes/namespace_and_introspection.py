"""Class bodies as code; vars, dir, type(), __dict__, __doc__, isinstance with unions."""


class Config:
    """A doc string."""

    for _i in range(3):
        locals()[f"option{_i}"] = _i * 10
    del _i
    if option1 > 5:
        level = "high"
    else:
        level = "low"
    with_comp = [x * 2 for x in range(3)]

    def method(self, a, b=1, *c, d, **e):
        """Method doc."""

    print("inside the body:", __name__, __qualname__, level)

    class Inner:
        class Deep:
            pass

        name = __qualname__


print(Config.option2, Config.level, Config.with_comp, Config.__doc__, Config.method.__doc__, Config.Inner.Deep.__qualname__, Config.Inner.name, Config.__module__, repr(Config), repr(Config.Inner.Deep))
print([n for n in vars(Config) if not n.startswith("__")], type(vars(Config)).__name__, [n for n in dir(Config()) if not n.startswith("__")])
try:
    Config.__dict__["x"] = 1
except TypeError as error:
    print(error)
Config.added = 1
setattr(Config, "not an identifier", 2)
print(getattr(Config, "not an identifier"), Config().added, "added" in Config.__dict__)
code = Config.method.__code__
print(code.co_argcount, code.co_kwonlyargcount, code.co_posonlyargcount, code.co_varnames, code.co_name, code.co_flags & 12, code.co_qualname, Config.method.__defaults__, Config.method.__kwdefaults__)
obj = Config()
obj.a = 1
obj.__dict__["b"] = 2
vars(obj)["c"] = 3
print(obj.__dict__, obj.b + obj.c, obj.__class__ is Config, obj.__module__)
obj.__dict__ = {"fresh": True}
print(vars(obj), hasattr(obj, "a"), obj.fresh)
for bad in ("obj.__dict__ = 5", "obj.__class__ = 5", "obj.__class__ = int", "Config.__name__ = 5", "del obj.__class__", "Config.__bases__ = ()", "Config.__class__ = 5"):
    try:
        exec(bad)
    except TypeError as error:
        print(bad, "->", error)


class Other:
    def who(self):
        return "other"


obj.__class__ = Other
print(obj.who(), type(obj).__name__, vars(obj))
print(isinstance(1, int | str), isinstance(1, (str, (float, int))), issubclass(bool, int | None), isinstance(None, int | None), int | str, int | None, (int | str) == (str | int), list[int], dict[str, list[int]], type(int | str).__name__, list[int].__origin__, list[int](("a",)))
function = lambda: 0
function.attribute = 1
print(function.__dict__, function.__name__, function.__qualname__, function.__module__, (lambda x: x).__code__.co_varnames, Config.__subclasses__(), object.__doc__ is not None, Config.__weakref__ is not None)
print(Config.__eq__ is object.__eq__, Config.__init__ is object.__init__, "__init__" in Config.__dict__, Config.__flags__ > 0, type(Config.__eq__).__name__, type("".join).__name__, type(str.join).__name__, type(Config.method).__name__)
