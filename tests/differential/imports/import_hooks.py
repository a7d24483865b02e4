"""meta_path finders, __import__ replaced, namespace packages, conditional imports."""

import builtins
import sys


class Loader:
    def create_module(self, spec):
        print("create", spec.name)
        return None

    def exec_module(self, module):
        module.origin = f"made for {module.__name__}"
        module.number = len(module.__name__)


class Finder:
    def find_spec(self, name, path, target=None):
        if name.startswith("virtual"):
            print("find", name, path)
            return type(sys.__spec__)(name, Loader(), is_package=name == "virtual")


sys.meta_path.insert(0, Finder())
import virtual
import virtual.child
from virtual.child import origin

print(virtual.origin, origin, virtual.child.number, virtual.__spec__.name, virtual.child.__package__)
sys.meta_path.pop(0)
try:
    import virtual2
except ImportError as error:
    print(error)
original = builtins.__import__
calls = []


def spy(name, globals=None, locals=None, fromlist=(), level=0):
    calls.append((name, fromlist, level))
    return original(name, globals, locals, fromlist, level)


builtins.__import__ = spy
import math
import virtual.child
from math import pi, e
from virtual import child as c

builtins.__import__ = original
print(calls)
import space_without_init.part as part

print(part.where, hasattr(sys.modules["space_without_init"], "__file__"))


def lazy():
    import math as local_math
    from math import floor

    return local_math is math, floor(2.5)


print(lazy(), "local_math" in globals())
try:
    import no_fast_version as fast
except ImportError:
    import math as fast
print(fast.__name__)
for i in range(2):
    import space_without_init.part
print(sys.modules["space_without_init.part"].runs)
