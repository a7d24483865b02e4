"""from … import * with and without __all__."""

from zoo import *

print(sorted(n for n in dir() if not n.startswith("__")), Python.__name__, sounds.__name__)
from star_source.plain import *

print(sorted(n for n in dir() if not n.startswith("__")))
print(public, uses_private())
try:
    from star_source.wrong_all import *
except AttributeError as error:
    print(error)
try:
    from star_source.bad_all import *
except TypeError as error:
    print(error)
for source in ("def f():\n from zoo import *", "from __future__ import nope", "x = 1\nfrom __future__ import annotations", "import a.b as c.d", "from . import *", "import *", "from a import (b, c", "from a import b,", "class A:\n from math import *"):
    try:
        compile(source, "s", "exec")
        print("compiles")
    except SyntaxError as error:
        print(error.msg)
