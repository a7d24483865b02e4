"""Locals that change their type in hot loops, and conditionally bound ones."""


def rotate(n):
    x = 0
    kinds = {}
    for i in range(n):
        kinds[type(x).__name__] = kinds.get(type(x).__name__, 0) + 1
        if i % 5 == 0:
            x = i
        elif i % 5 == 1:
            x = float(i)
        elif i % 5 == 2:
            x = str(x)
        elif i % 5 == 3:
            x = [x]
        else:
            x = None
    return kinds, x


print(rotate(2003))


def unbound_sometimes(n):
    errors = 0
    for i in range(n):
        if i % 3 == 0:
            value = i
        try:
            total = value + 1
        except UnboundLocalError as error:
            errors += 1
            message = str(error)
        if i % 3 == 1:
            del value
    return errors, message


print(unbound_sometimes(3000))


def late_delete(n):
    x = 5
    total = 0
    try:
        for i in range(n):
            total += x
            if i == n - 2:
                del x
    except UnboundLocalError as error:
        return total, i, str(error)


print(late_delete(3000))


def never_bound(flag):
    for i in range(2000):
        if flag:
            y = 1
    return y


for flag in (True, False, 0, "yes"):
    try:
        print(never_bound(flag))
    except UnboundLocalError as error:
        print(error)


def loop_variable_after(n):
    for i in range(n):
        pass
    return i


print(loop_variable_after(2000))
try:
    loop_variable_after(0)
except UnboundLocalError as error:
    print(error)


def swap_types(n):
    a, b = 1, "x"
    for i in range(n):
        a, b = b, a
    return a, b


def accumulate(n):
    total = None
    for i in range(n):
        if total is None:
            total = i
        elif total > 10**6:
            total = None
        else:
            total = total * 3 + 1
    return total


def nested_types(n):
    best = ()
    for i in range(n):
        candidate = (i % 17, i) if i % 2 else (i % 17,)
        if not best or candidate > best:
            best = candidate
    return best


print(swap_types(2001), accumulate(1000), nested_types(2000))


def walrus_types(items):
    out = []
    for item in items:
        if (kind := type(item)) is int and (half := item // 2) > 1:
            out.append(half)
        elif kind is str:
            half = item
    return out, half


print(walrus_types([1, 5, "a", 9, 2.5] * 300)[1], len(walrus_types([9] * 1000)[0]))


def except_name(n):
    e = 0
    for i in range(n):
        try:
            if i % 2:
                raise ValueError(i)
            e = i
        except ValueError as e:
            kept = e.args[0]
        try:
            kept += e
        except UnboundLocalError:
            kept -= 1
    return kept


try:
    print(except_name(2))
except UnboundLocalError as error:
    print(error)
