"""An uncaught exception with a cause, which has a context."""


def low():
    return {}["missing"]


def middle():
    try:
        low()
    except KeyError:
        int("not a number")


def high():
    try:
        middle()
    except ValueError as error:
        raise RuntimeError("high failed") from error


high()
