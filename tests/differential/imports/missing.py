"""Errors for modules that do not exist."""

import sys


def attempt(source):
    try:
        exec(source, {"__name__": "somewhere", "__package__": None})
        print(source, "-> fine")
    except Exception as error:
        print(source, "->", type(error).__name__, str(error).split(" (")[0], getattr(error, "name", None))


for source in ("import no_such_module", "import no_such.module", "import math.nope", "from math import nope", "from sys import path, nope", "from no_such import x", "import zoo2 as z", "from . import x", "from .a import b", "from .. import c", "import sys.path", "__import__('')", "__import__(5)", "__import__('a', level=-1)", "from math import pi as p, e", "import math as m, sys as s", "from zoo.animals import Tiger", "import zoo.animals.tiger"):
    attempt(source)
sys.modules["blocked"] = None
attempt("import blocked")
sys.modules["fake"] = "not a module at all"
attempt("import fake; print(fake.upper())")
attempt("from fake import upper")
attempt("from fake import nope")
sys.modules["fake.sub"] = 42
attempt("import fake.sub")
del sys.modules["blocked"]
attempt("import blocked")
saved = sys.path[:]
sys.path.clear()
attempt("import star_source.plain")
sys.path[:] = saved
attempt("import star_source.plain")
print("star_source" in sys.modules, sys.modules["star_source"].__path__.__class__.__name__)
import definitely_not_there
