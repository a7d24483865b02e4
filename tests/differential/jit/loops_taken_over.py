"""Nested loops over lists and tuples that are entered in the middle, with the iterators of tier 0's frame."""


def nested(rows, times):
    total = 0
    for _ in range(times):
        for row in rows:
            for item in row:
                total += item
    return total


def changing(items):
    seen = 0
    for a in items:
        for b in items:
            seen += b
            if seen == 5000:
                items.append(0)
            if seen > 90000:
                del items[1:]
    return seen, len(items)


def shared(items):
    iterator = iter(items)
    total = 0
    for item in iterator:
        total += item
        if item % 1000 == 0:
            total += next(iterator, 0)
    return total, list(iterator)


def exhausted(items):
    iterator = iter(items)
    for _ in range(3):
        for item in iterator:
            if item == 1500:
                break
    items.append(7)
    return list(iterator), len(items)


def stepped_elsewhere(items):
    iterator = iter(items)
    total = 0
    for item in iterator:
        if item == 1200:
            for other in iterator:
                total += other
            items.append(5)
        total += 1
    return total, list(iterator)


def in_turn(sources):
    out = []
    for source in sources:
        total = 0
        for item in source:
            total += item
        out.append(total)
    return out


def generated(rows):
    for row in rows:
        for item in row:
            yield item * 2


def raising(rows):
    seen = 0
    try:
        for row in rows:
            for item in row:
                seen += 10 // item
    except ZeroDivisionError as error:
        return seen, item, row[:3], str(error)


def pairs(points, times):
    total = 0
    for _ in range(times):
        total = 0
        for x, y in points:
            total += x * y
    return total


rows = [list(range(i, i + 50)) for i in range(60)]
print(nested(rows, 30), nested(tuple(map(tuple, rows)), 30), nested([tuple(rows[0]), rows[1]] * 20, 30))
print(changing(list(range(100))))
print(shared(list(range(3000))))
print(exhausted(list(range(2000))))
print(stepped_elsewhere(list(range(2000))))
print(in_turn([list(range(2000)), tuple(range(2000)), range(2000), {1: 2}, list(range(3000)), iter([1, 2])] * 3))
print(sum(generated(rows)), sum(generated(tuple(rows))))
print(raising([[1, 2, 3] * 20] * 40 + [[5, 0]]))
print(pairs([(i * 0.5, i) for i in range(300)], 20), pairs([(i, i) for i in range(300)], 20))
