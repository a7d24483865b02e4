"""Uncaught NameError, AttributeError: suggestions in the last line."""

import sys


class Account:
    def __init__(self):
        self.balance = 5

    def deposit(self): ...


def attempt(function):
    try:
        function()
    except Exception as error:
        sys.excepthook(type(error), error, None)


longer_name = 1
attempt(lambda: longer_nmae)
attempt(lambda: Account().balanse)
attempt(lambda: Account().depositt())
attempt(lambda: [].apend(1))
attempt(lambda: "x".uper())
attempt(lambda: sys.exi())
attempt(lambda: prnt(1))
attempt(lambda: completely_unknown_thing)
attempt(lambda: time.sleep(1))
attempt(lambda: Account().q)


class Method:
    field = 1

    def use(self):
        return field

    def use_self(self):
        return balance


attempt(lambda: Method().use())
try:
    from sys import exitt
except ImportError as error:
    sys.excepthook(type(error), error, None)
try:
    import mathh
except ImportError as error:
    sys.excepthook(type(error), error, None)
Account().balanc
