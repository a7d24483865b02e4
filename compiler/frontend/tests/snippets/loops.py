def f(xs):
    for x in xs:
        if x:
            break
        elif x is None:
            continue
        for y, (z, *w) in x:
            return y
    else:
        print("none")
    while True:
        if f():
            return
    while 0:
        never()
    for i in [1, 2, 3]: pass
    for i in {1, 2, 3}: pass
    for i in [x, 2]: i
    return x in [1, 2], x in {1, 2}, x not in (1, 2), x in [x]
