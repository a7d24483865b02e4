"""Functions of one code object with different globals, compiled."""

import types
X=1
def f(): return X
g = types.FunctionType(f.__code__, {'X': 2})
def run(h):
    s=0
    for i in range(3000): s+=h()
    return s
print(run(f), run(g), run(f), run(g))
def loop():
    s=0
    for i in range(5000): s+=X
    return s
l2 = types.FunctionType(loop.__code__, {'X': 2,'range':range})
print(loop(), l2(), loop(), l2())
