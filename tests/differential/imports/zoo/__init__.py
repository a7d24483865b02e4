"""A package whose __init__ imports some of its parts."""

print("zoo starts", __name__, __package__, __spec__.name)
from . import animals
from .animals import Snake as Python
from .sounds.loud import roar

__all__ = ["Python", "sounds", "lazy_name", "VERSION"]
VERSION = "1.0"
lazy_name = "listed"
_hidden = "not exported"
not_listed = 1
print("zoo ready")
