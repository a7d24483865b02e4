"""An uncaught exception that crosses generators, yield from and comprehensions."""


def source(limit):
    for n in range(limit):
        yield 10 // (2 - n)


def filtered(items):
    for item in items:
        if item % 2:
            yield item


def delegating(limit):
    yield from filtered(source(limit))


def consume(limit):
    return [value + 1 for value in delegating(limit)]


print(consume(2))
print(consume(5))
