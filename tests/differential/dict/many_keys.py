"""Growth, deletion and collisions in large dicts, checked against lists."""


class Random:
    def __init__(self, seed):
        self.state = seed

    def next(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit


def model_test(make_key, rounds):
    random = Random(99)
    d, keys, values = {}, [], []
    for step in range(rounds):
        key = make_key(random.next(60))
        action = random.next(5)
        if action < 3:
            d[key] = step
            if key in keys:
                values[keys.index(key)] = step
            else:
                keys.append(key)
                values.append(step)
        elif action == 3:
            found = d.pop(key, None)
            if key in keys:
                at = keys.index(key)
                assert found == values[at]
                del keys[at], values[at]
            else:
                assert found is None
        elif d:
            assert d.popitem() == (keys.pop(), values.pop())
        assert len(d) == len(keys)
    assert list(d) == keys and list(d.values()) == values
    return d


print(list(model_test(lambda n: n, 3000).items())[:5])
print(list(model_test(lambda n: f"key {n}", 3000).items())[:5])
print(list(model_test(lambda n: n * 2**32, 3000).items())[:5])
print(list(model_test(lambda n: (n % 5, n // 5), 3000).items())[:5])
print(list(model_test(lambda n: n / 4, 3000).items())[:5])
print(list(model_test(lambda n: None if n == 0 else 2**61 - 1 if n == 1 else -n, 3000).items())[:5])


class Same:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 3

    def __eq__(self, other):
        return self.n == other.n

    def __repr__(self):
        return f"Same({self.n})"


print(list(model_test(Same, 600).items())[:5])
big = {}
for i in range(50_000):
    big[i * i % 65537] = i
print(len(big), sum(big), sum(big.values()))
copies = [dict(big), big.copy(), {**big}, big | {}]
big.clear()
print(len(big), all(c == copies[0] for c in copies), len(copies[0]), list(copies[1])[-1])
