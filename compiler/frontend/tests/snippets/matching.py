def f(x):
    match x:
        case 1 | -2 | 3 + 4j | "a" | None | True:
            return 1
        case [a, b, *rest] if a:
            return rest
        case [1, *_, y]:
            pass
        case {"k": v, A.b: 1, **kw}:
            return kw
        case Point(x=0, y=[z]) as p:
            return p
        case (a, 1) | (1, a):
            return a
        case str() | {}:
            pass
        case []:
            pass
        case _:
            return None
    match x, y:
        case a, b: pass
    match x:
        case other: pass
