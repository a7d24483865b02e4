# optimize=2
"""Dropped."""
assert x, y
def f():
    """Dropped too."""
class C:
    "And this."
    "Not a docstring."
    def g(self): assert 0
