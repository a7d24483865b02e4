"""Module doc."""
from __future__ import annotations
import a, b.c, d.e.f as g, h as i
from . import j
from .k import l as m, n
from ..o.p import *
x: int = 1
y: List["a b"][1:2, ...] | None
def f(a: int, *args: *Ts, b: lambda x: x + 1 = 2) -> {1: 2, **x}: z: int = 3
class A:
    x: (yield_, not a, -1 ** 2, (a, b), f"{a!r:>{w}}b{{", 'it"s', b"\x00", 1j, 1e100, x if y else z)
