class Empty: pass
@decorator
class A(Base, metaclass=Meta, **kw):
    """Doc."""
    x: int = 1
    y: str
    __private = 2
    if x:
        z: float
    def __init__(self, v):
        self.v = v
        self.__hidden = v
        super().__init__(v)
        super().attribute
        super(A, self).method()
    def m(self): return __class__
    @property
    def p(self): return [self.v for _ in self.x]
    names = [x for x in y if z]
    class Inner:
        def f(self): return __class__.__private
def f():
    class Local:
        a = f
        def g(self): return f, Local
    return Local
