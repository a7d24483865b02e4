"""Modules are objects: attributes, patching, reload by deletion, type(module)."""

import math
import sys

import module_parts.state as state
from module_parts.state import counter, increment

print(state.counter, counter, increment(), increment(), state.counter, counter)
state.counter = 100
print(increment(), state.__dict__["counter"], vars(state) is state.__dict__)
state.extra = "patched"
from module_parts.state import extra

print(extra, increment.__globals__ is vars(state), increment.__module__)
del state.increment
try:
    state.increment
except AttributeError as error:
    print(error)
old = sys.modules.pop("module_parts.state")
import module_parts.state

print(module_parts.state is old, module_parts.state.counter, old.counter, state is old)
ModuleType = type(math)
made = ModuleType("made", "its doc")
made.x = 1
print(made.__name__, made.__doc__, made.x, made, repr(ModuleType("q")), sorted(vars(made))[:3])
sys.modules["made"] = made
import made as again

print(again is made, ModuleType.__name__, isinstance(sys, ModuleType))
exec("y = x + 1\ndef f(): return x + y", vars(made))
print(made.y, made.f())
made.__getattr__ = lambda name: name * 2
print(made.anything)
for bad in (lambda: ModuleType(), lambda: ModuleType(5), lambda: math.nope, lambda: setattr(made, "__dict__", {}), lambda: delattr(made, "zz"), lambda: math()):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)


class Special(ModuleType):
    @property
    def answer(self):
        return 42


made.__class__ = Special
print(made.answer)
from made import answer, x as renamed

print(answer, renamed)
import module_parts.replaces_itself as r

print(r, type(r).__name__)
