"""An exception crosses hot functions, builtins that call back, and generators."""


def key(item):
    return check(item)


def check(item):
    if item == 777:
        raise LookupError(f"bad item {item}")
    return -item


def sort_all(items):
    return sorted(items, key=key)


class Lazy:
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        for item in self.items:
            yield check(item)

    def __len__(self):
        return sum(map(check, self.items))


def through_map(items):
    return list(map(lambda item: check(item) + 1, items))


def lines(error):
    tb, out = error.__traceback__, []
    while tb:
        out.append(f"{tb.tb_frame.f_code.co_name}:{tb.tb_lineno}")
        tb = tb.tb_next
    return out


good = list(range(500))
bad = good + [777]
USES = [sort_all, through_map, lambda v: max(Lazy(v)), lambda v: list(zip(Lazy(v), v)), lambda v: max(v, key=key), lambda v: {check(i) for i in v}, lambda v: dict((i, check(i)) for i in v), lambda v: list(filter(check, v))]
for use in USES:
    for _ in range(20):
        use(good)
    try:
        use(bad)
    except LookupError as error:
        print(error, lines(error))
for _ in range(20):
    try:
        sort_all(bad)
    except LookupError:
        pass


def outer(values):
    total = 0
    for v in values:
        total += len(through_map([v]))
    return total


print(outer(good * 5))
outer(bad)
