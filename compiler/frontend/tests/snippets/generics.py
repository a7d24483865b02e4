type A = int
type B[T: int, *Ts, **P = [int]] = dict[T, A]
def f[T: (int, str) = int](x: T, y=1, *, z: T = 2) -> T: return x
class C[T, U = T](Base[T], k=1):
    x: T
    def m[V](self, v: V) -> U: return __class__
    type D = T
class __E[__T]:
    def f(self: __T): pass
