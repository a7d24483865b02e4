print("b starts")
import circular_parts.a
from circular_parts import a as module_a

value = "b's value"
try:
    from circular_parts.a import value as a_value
except ImportError as error:
    print(str(error).split(" (")[0])
try:
    circular_parts.a.value
except AttributeError as error:
    print(str(error).replace(circular_parts.__path__[0], "PATH"))


def call_back():
    return module_a.value
