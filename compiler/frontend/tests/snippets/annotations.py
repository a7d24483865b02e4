a: int
b: str = "x"
if a:
    c: float = 1
(d): int = 2
e.f: int
g[h]: int = i
class A:
    a: int
    for b in c:
        d: int
    def f(self) -> a: x: undefined = 1
def f(a: A, /, b: B = 1, *c: C, d: D, **e: E) -> R: ...
