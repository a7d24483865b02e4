"""Raising, catching and cleaning up in hot loops, with exact state at each point."""


def parse_all(texts):
    good, bad, order = 0, 0, []
    for i, text in enumerate(texts):
        try:
            good += int(text)
        except ValueError as error:
            bad += 1
            if i > 1990:
                order.append((i, good, str(error)))
        else:
            good += 1
        finally:
            good += 1000
    return good, bad, order


print(parse_all([str(i) if i % 3 else "x" for i in range(2000)]))


def nested(n):
    inner = outer = clean = 0
    for i in range(n):
        try:
            try:
                if i % 2 == 0:
                    raise KeyError(i)
                if i % 3 == 0:
                    raise IndexError(i)
            except KeyError:
                inner += 1
                if i % 10 == 0:
                    raise RuntimeError from None
            finally:
                clean += 1
        except (IndexError, RuntimeError) as error:
            outer += 1 if isinstance(error, IndexError) else 1000
            continue
        clean += 10
    return inner, outer, clean


print(nested(3000))


def lookup(d, keys):
    hits, x = 0, None
    for k in keys:
        try:
            x = d[k]
            hits += x
        except KeyError as error:
            x = error.args[0]
    return hits, x


print(lookup({i: i for i in range(0, 1000, 2)}, range(1001)), lookup({1: 1}, [1] * 2000 + [[0][0]]))


def index_errors(items, n):
    total = i = 0
    while True:
        try:
            while True:
                total += items[i]
                i += 1
        except IndexError:
            n -= 1
            i = -i // 2
            if n == 0:
                return total, i


print(index_errors(list(range(100)), 40))


def thrower(n, limit):
    if n == limit:
        raise ValueError(n)
    return n + 1


def depth(n, limit):
    x = 0
    for i in range(n):
        x = thrower(x, limit)
    return x


def driver(limits):
    out = []
    for limit in limits:
        try:
            out.append(depth(100, limit))
        except ValueError as error:
            tb = error.__traceback__
            names = []
            while tb:
                names.append((tb.tb_frame.f_code.co_name, tb.tb_frame.f_locals.get("x", "-")))
                tb = tb.tb_next
            out.append(names[1:])
    return out


results = driver(list(range(0, 200, 1)))
print(results[0], results[50], results[99], results[100], results[150])


def zero(n):
    caught = 0
    for i in range(-n, n):
        try:
            1 // i, 1 % i, 1 / i
        except ZeroDivisionError as error:
            caught += 1
            text = str(error)
    return caught, text


def with_blocks(n):
    class M:
        entered = left = 0

        def __enter__(self):
            M.entered += 1

        def __exit__(self, kind, value, tb):
            M.left += 1 if kind is None else 1000
            return kind is ValueError

    m = M()
    for i in range(n):
        try:
            with m:
                if i % 4 == 0:
                    raise ValueError
                if i % 7 == 0:
                    raise TypeError
                if i % 11 == 0:
                    continue
        except TypeError:
            M.left += 10**6
    return M.entered, M.left


print(zero(1000), with_blocks(2000))
