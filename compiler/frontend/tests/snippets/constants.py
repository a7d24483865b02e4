x = None, True, False, ..., __debug__, 1, 1.0, "a", b"a", (1, (2, "b")), "\ud800", "é\U0001F600"
if __debug__: y = 1
if 0: z = 2
if "a": w = 3
1; "x"; ...; None
def f():
    return None
def g():
    return (
        1
    )
def h(): "doc"; return
