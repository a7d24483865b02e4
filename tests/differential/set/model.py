"""Sets against a model of sorted lists, with integers, tuples and colliding keys."""


def random_numbers(seed, limit):
    while True:
        seed = (seed * 1103515245 + 12345) % 2**31
        yield (seed >> 8) % limit


def check(make, limit, rounds):
    numbers = random_numbers(7, limit)
    s, model = set(), []
    for _ in range(rounds):
        key = make(next(numbers))
        if next(numbers) % 3:
            s.add(key)
            if key not in model:
                model.append(key)
        else:
            s.discard(key)
            if key in model:
                model.remove(key)
        assert len(s) == len(model)
        assert (key in s) == (key in model)
    assert sorted(s) == sorted(model)
    return s


small = check(int, 50, 3000)
wide = check(lambda n: n * 2**40, 50, 2000)
tuples = check(lambda n: (n % 7, str(n)), 50, 2000)
floats = check(lambda n: n / 8, 50, 2000)
print(sorted(small)[:8], len(wide), sorted(tuples)[0], max(floats))
sets = [{i for i in range(200) if i % k == 0} for k in range(1, 13)]
checksum = 0
for x in sets:
    for y in sets:
        assert (x | y) - (x & y) == x ^ y and x - y == x & (x ^ y)
        assert (x <= y) == (x | y == y) == (not x - y) == x.issubset(y)
        assert x.isdisjoint(y) == (not x & y)
        checksum = (checksum * 31 + len(x | y) + 7 * len(x & y) + 11 * len(x ^ y)) % 10**9
print(checksum, len(set().union(*sets)), sorted(set(range(200)).intersection(*sets)), len({frozenset(s) for s in sets + sets}))
s = set(range(10))
drained = []
while s:
    drained.append(s.pop())
print(sorted(drained), s)


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 3

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n

    def __repr__(self):
        return f"K{self.n}"


print(sorted(check(Key, 30, 1500))[:10], len({Key(i % 20) for i in range(200)}), Key(5) in {Key(2), Key(5)}, Key(8) in {Key(2), Key(5)})
kept = Key(1)
s = {kept}
s.add(Key(1))
print(next(iter(s)) is kept, next(iter(s & {Key(1)})).n, len(s | {Key(1), Key(4)}))
