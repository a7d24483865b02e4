"""An uncaught exception group is printed as a tree."""


def fail(kind, *args):
    try:
        raise kind(*args)
    except kind as error:
        return error


def gather():
    inner = ExceptionGroup("inner", [fail(KeyError, "k"), TypeError("no traceback")])
    inner.add_note("note of the inner group")
    raise ExceptionGroup("several things failed", [fail(ValueError, "one"), inner, fail(OSError, 2, "gone")])


def outer():
    try:
        gather()
    except* KeyError:
        print("key errors handled")


outer()
