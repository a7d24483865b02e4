"""A package with submodules: order of execution, relative imports, names bound."""

import sys

import zoo.sounds.loud
import zoo.sounds.loud as loud
from zoo import Python, animals, sounds
from zoo.animals import Lion

print(Python().speak(), Lion().speak(), loud.roar("!"), zoo.roar is loud.roar, sounds is zoo.sounds, sys.modules["zoo.sounds.loud"] is loud)
print(zoo.__name__, zoo.__package__, animals.__package__, zoo.__path__[0].rsplit("/", 1)[1], zoo.animals.__file__.rsplit("/", 2)[1:], hasattr(animals, "__path__"))
print(sounds.computed, sorted(n for n in sys.modules if n.startswith("zoo")))
for attempt in (lambda: sounds.nope, lambda: zoo.nope, lambda: __import__("zoo.nope"), lambda: __import__("zoo.animals.deeper")):
    try:
        attempt()
    except (AttributeError, ImportError) as error:
        print(type(error).__name__, error)
try:
    from zoo import missing_thing
except ImportError as error:
    print(str(error).split(" (")[0], error.name, error.name_from)
from zoo.sounds import computed

print(computed, __import__("zoo.sounds") is zoo, __import__("zoo.sounds", fromlist=["loud"]) is sounds)
