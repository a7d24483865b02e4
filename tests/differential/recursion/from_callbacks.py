"""RecursionError through native code that calls back: repr, sort, map, hash, format …"""


class Bad:
    def __repr__(self):
        return f"<{self!r}>"

    def __hash__(self):
        return hash((self,))

    def __lt__(self, other):
        return sorted([self, other]) and True

    def __iter__(self):
        return iter(list(self))

    def __format__(self, spec):
        return format(self, spec)

    def __int__(self):
        return int(self)

    def __str__(self):
        return str(self)

    def __index__(self):
        return [0][self]

    def __call__(self, *args):
        return list(map(self, [1]))

    def __del__(self):
        pass


def key(x):
    return sorted([x], key=key)


def by_max(x):
    return max([x], key=by_max)


def by_filter(x):
    return list(filter(by_filter, [x]))


def by_reduce(x):
    return sum(by_reduce(y) for y in [x])


class Descriptor:
    def __get__(self, obj, owner):
        return obj.attribute


class Holder:
    attribute = Descriptor()

    def __setattr__(self, name, value):
        setattr(self, name, value)

    def __missing__(self, k):
        return self[k]


class Missing(dict):
    def __missing__(self, k):
        return self[k + 1]


b = Bad()
CASES = {"repr": lambda: repr(b), "repr in list": lambda: repr([{1: (b,)}]), "hash": lambda: {b: 1}, "sort": lambda: b < b, "iter": lambda: list(b), "format": lambda: f"{b:x}", "int": lambda: int(b), "str": lambda: "%s" % b, "index": lambda: range(b), "map": b, "sort key": lambda: key(1), "max key": lambda: by_max(1), "filter": lambda: by_filter(1), "sum": lambda: by_reduce(1), "descriptor": lambda: Holder().attribute, "setattr": lambda: Holder().__setattr__("a", 1), "missing": lambda: Missing()[0], "print": lambda: print(b), "join": lambda: "".join(b), "zip": lambda: list(zip(b)), "dict": lambda: dict(a=1, **{"b": repr(b)})}
for name, case in CASES.items():
    try:
        case()
        print(name, "returned")
    except RecursionError as error:
        print(name, str(error).startswith("maximum recursion depth exceeded"))
print("alive", [x for x in map(lambda v: v * 2, [1, 2])])
