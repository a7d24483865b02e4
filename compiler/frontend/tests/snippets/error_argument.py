def f(a, é, a): pass
