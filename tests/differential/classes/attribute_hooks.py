"""__getattr__, __getattribute__, __setattr__, __delattr__, __dir__."""


class Hooks:
    def __init__(self):
        object.__setattr__(self, "log", [])
        self.x = 1

    def __getattribute__(self, name):
        if name not in ("log", "__dict__", "__class__"):
            self.log.append(f"get {name}")
        return super().__getattribute__(name)

    def __getattr__(self, name):
        self.log.append(f"missing {name}")
        if name.startswith("no"):
            raise AttributeError(f"really no {name}")
        return name * 2

    def __setattr__(self, name, value):
        self.log.append(f"set {name}")
        super().__setattr__(name, value)

    def __delattr__(self, name):
        self.log.append(f"del {name}")
        super().__delattr__(name)

    def __dir__(self):
        return ["b", "a"]


h = Hooks()
h.y = h.x + 1
print(h.zz, h.y, hasattr(h, "nope"), getattr(h, "nothing", "default"), dir(h), "x" in h.__dict__)
del h.y
try:
    del h.y
except AttributeError as error:
    print(error)
try:
    h.nope
except AttributeError as error:
    print(error)
h.x += 1
print(len([h]), h.log)


class Proxy:
    def __init__(self, target):
        self.__target = target

    def __getattr__(self, name):
        return getattr(self.__target, name)


p = Proxy([3, 1, 2])
p.append(0)
p.sort()
print(p.copy(), p._Proxy__target, hasattr(p, "__len__"), p.__len__())
try:
    len(p)
except TypeError as error:
    print(error)


class Private:
    __hidden = "mangled"

    def get(self):
        return self.__hidden, self._Private__hidden, [self.__hidden for _ in "a"]

    def __method(self): ...

    def __dunder__(self): ...

    class __Inner: ...


print(Private().get(), sorted(n for n in vars(Private) if "ri" in n or "dunder" in n))
for action in (lambda: Private().__hidden, lambda: Private.nope, lambda: (5).foo, lambda: None.x, lambda: "a".bar, lambda: Private().gte, lambda: len.x, lambda: Private.get.zap, lambda: (lambda: 0).q, lambda: type.zork, lambda: object().__dict__, lambda: setattr(5, "x", 1), lambda: setattr(object(), "x", 1), lambda: setattr(int, "x", 1), lambda: delattr(Private(), "q"), lambda: getattr(5, 5), lambda: delattr(Private, "zz"), lambda: setattr(len, "x", 1), lambda: delattr(int, "real")):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)


class Endless:
    def __getattribute__(self, name):
        raise KeyError(name)


try:
    Endless().x
except KeyError as error:
    print(repr(error))
print(repr(object.__getattribute__(h, "x")), vars(h)["x"])
