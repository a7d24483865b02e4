"""The main program as a module."""

import sys
import __main__

import module_parts.looks_at_main as looker

value = "set in main"
print(__name__, __main__ is sys.modules["__main__"], __main__.value, looker.look(), __package__, __spec__ is None, __doc__, __file__.rsplit("/", 1)[1])
if __name__ == "__main__":
    __main__.injected = 5
    print(injected)
print("looker" in dir(), type(__builtins__).__name__, __loader__ is not None)


def function():
    pass


print(function.__module__, type("T", (), {}).__module__, sys.argv[0], looker.__name__, looker.function_module)
if __name__ == "__main__":
    print("run as a program")
    import main_module

    print(main_module.__name__, main_module is __main__, main_module.function is not function)
