"""Decorators: order, arguments, classes; annotations that are evaluated lazily."""

log = []


def tag(name):
    log.append(f"make {name}")

    def decorate(target):
        log.append(f"apply {name} to {target if isinstance(target, str) else target.__name__}")
        return target

    return decorate


@tag("outer")
@tag("inner")
def function(): ...


@tag("class")
class Decorated:
    @tag("method")
    def method(self): ...

    @staticmethod
    @tag("static")
    def static(): ...


print(log)


@str
def replaced(): ...


@(lambda f: f())
def called():
    return "called at once"


@[lambda f: "list item"][0]
def indexed(): ...


print(replaced.startswith("<function replaced"), called, indexed)


class Register(dict):
    def __call__(self, name):
        return lambda f: self.setdefault(name, f)


register = Register()


@register("one")
def one():
    return 1


print(list(register), register["one"]())


def annotated(a: int, b: "text" = 1, *args: undefined_name, c: list[int] = None, **kw: 1 + 1) -> str:
    local: never_evaluated = 5
    only: int
    return local


print(annotated(1))
try:
    annotated.__annotations__
except NameError as error:
    print(error)
undefined_name = float
print(annotated.__annotations__)
number: int = 5
declared: str
target = [0]
target[0]: int = 7
print(number, target, "declared" in globals(), __annotations__ if "__annotations__" in globals() else None)


class Typed:
    x: int = 1
    y: "Typed"
    z: Typed

    def f(self) -> Typed: ...


print(Typed.__annotations__["x"], Typed.__annotations__["y"], Typed.__annotations__["z"] is Typed, Typed.f.__annotations__["return"] is Typed, hasattr(Typed, "y"))


def generic[T: int, *Ts, **P](x: T) -> T:
    return x


class Stack[T]:
    items: list[T]


type Alias[K] = dict[K, int]
print(generic(5), generic.__type_params__, Stack.__type_params__, Stack[int].__args__, Alias.__name__, Alias.__value__, Alias[str])
