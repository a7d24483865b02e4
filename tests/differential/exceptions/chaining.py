"""__cause__, __context__, __suppress_context__, raise from, re-raise."""


def describe(error):
    chain = []
    while error is not None:
        chain.append(f"{type(error).__name__}({', '.join(map(str, error.args))}) cause={type(error.__cause__).__name__} suppress={error.__suppress_context__}")
        error = error.__cause__ or error.__context__
    return chain


def attempt(function):
    try:
        function()
    except BaseException as error:
        print(function.__name__)
        for line in describe(error):
            print("   ", line)


def implicit():
    try:
        1 / 0
    except ZeroDivisionError:
        raise KeyError("implicit")


def explicit():
    try:
        1 / 0
    except ZeroDivisionError as error:
        raise KeyError("explicit") from error


def suppressed():
    try:
        1 / 0
    except ZeroDivisionError:
        raise KeyError("suppressed") from None


def class_cause():
    raise KeyError("a") from ValueError


def in_finally():
    try:
        raise ValueError("first")
    finally:
        raise KeyError("second")


def reraise():
    try:
        raise ValueError("original")
    except ValueError:
        try:
            raise KeyError("inner")
        except KeyError:
            pass
        raise


def nested_three():
    try:
        try:
            raise ValueError(1)
        except ValueError:
            raise KeyError(2)
    except KeyError:
        raise IndexError(3)


def same_object():
    error = ValueError("same")
    try:
        raise error
    except ValueError as caught:
        raise caught


def self_cause():
    error = ValueError("self")
    raise error from error


def cycle_is_broken():
    a, b = ValueError("a"), KeyError("b")
    try:
        raise a
    except ValueError:
        try:
            raise b
        except KeyError:
            raise a


def bad_cause():
    raise ValueError("v") from 5


def not_exception():
    raise 5


def class_not_exception():
    raise int


def nothing_active():
    raise


def failing_constructor():
    raise UnicodeDecodeError


def string():
    raise "text"


for function in (implicit, explicit, suppressed, class_cause, in_finally, reraise, nested_three, same_object, cycle_is_broken, bad_cause, not_exception, class_not_exception, nothing_active, failing_constructor, string):
    attempt(function)
try:
    self_cause()
except ValueError as error:
    print(error.__cause__ is error, error.__context__)
e = ValueError(1)
e.__cause__ = KeyError(2)
print(e.__suppress_context__)
for bad in ("e.__cause__ = 5", "e.__context__ = 'x'", "e.__traceback__ = 5", "e.with_traceback(5)", "e.args = 5", "del e.__cause__", "del e.args"):
    try:
        exec(bad)
    except TypeError as error:
        print(bad, "->", error)
