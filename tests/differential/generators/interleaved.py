"""Many generators alive at once, resumed in odd orders, sharing cells."""


def worker(name, steps, shared):
    done = 0
    local = [name]
    while done < steps:
        shared["turns"] += 1
        order = yield f"{name}{done}"
        local.append(order)
        done += 1
        if order == "skip":
            done += 1
    return local


shared = {"turns": 0}
workers = [worker(n, s, shared) for n, s in (("a", 3), ("b", 5), ("c", 2))]
results = {}
trace = []
orders = {id(w): None for w in workers}
turn = 0
queue = list(workers)
names = {id(w): n for w, n in zip(workers, "abc")}
while queue:
    w = queue.pop(0 if turn % 3 else -1)
    try:
        trace.append(w.send(orders[id(w)]))
        orders[id(w)] = "skip" if turn % 4 == 3 else turn
        queue.append(w)
    except StopIteration as stop:
        results[names[id(w)]] = stop.value
    turn += 1
print(trace)
print(results, shared)


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


one, two = fibonacci(), fibonacci()
print([next(one) for _ in range(10)], [next(two) - next(one) for _ in range(5)], next(one))


def shared_cell():
    count = 0

    def up():
        nonlocal count
        while True:
            count += 1
            yield count

    def down():
        nonlocal count
        while count > 0:
            count -= 2
            yield count

    return up(), down()


up, down = shared_cell()
print(next(up), next(up), next(up), next(down), next(up), list(down), next(up))


def recursive_permutations(items):
    if not items:
        yield ()
    for i, x in enumerate(items):
        for rest in recursive_permutations(items[:i] + items[i + 1 :]):
            yield (x, *rest)


print(list(recursive_permutations("abc")), sum(1 for _ in recursive_permutations("012345")))


def same_fringe(a, b):
    end = object()
    walk_b = walk(b)
    return all(x == next(walk_b, end) for x in walk(a)) and next(walk_b, end) is end


def walk(t):
    if isinstance(t, tuple):
        for part in t:
            yield from walk(part)
    else:
        yield t


print(same_fringe(((1, 2), 3), (1, (2, 3))), same_fringe((1, 2), (1, 2, 3)), same_fringe((1, 2, 3), (1, 2)))
gens = [(lambda k: (k * i for i in range(3)))(k) for k in range(4)]
print([list(t) for t in zip(*gens)], [list(g) for g in gens])
many = [fibonacci() for _ in range(300)]
for round_ in range(20):
    for g in many[round_ % 7 :: 7]:
        next(g)
print(sum(next(g) for g in many))
