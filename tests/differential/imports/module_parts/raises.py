def outer(values):
    return [inner(v) for v in values]


def inner(value):
    return 10 / value
