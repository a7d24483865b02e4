def f(a, b, c):
    x = a and b or not c
    y = a if b and c else d if not b else e
    if a and (b or c) and not (a or b):
        return a < b < c, a is None, a is not None, a in b, not a in b, not (a is b)
    while a < b <= c and not None:
        if a is None or b is not None:
            continue
    assert a, "message"
    assert a < b < c
    return (a and b) and c, (a or b) or c, (a and b) or c, 1 and a, 0 or a, "" and a
