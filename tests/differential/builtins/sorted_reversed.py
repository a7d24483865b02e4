"""sorted on every iterable, with keys from builtins, stable in both directions."""

words = "the quick brown fox jumps over the lazy dog The Quick".split()
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len), sorted(words, key=len, reverse=True), sorted(set(words)), sorted(words, key=lambda w: (-len(w), w)), sorted("hello"), sorted({"b": 1, "a": 2}), sorted({"b": 1, "a": 2}.items(), key=lambda kv: kv[1]), sorted(b"cab"), sorted(range(5), reverse=True), sorted((3, 1, 2)), sorted(x % 3 for x in range(7)), sorted([True, 0, 2, False]), sorted([0.5, 1, -1, 2**70, -(2**70)]))
records = [("b", 2), ("a", 2), ("c", 1), ("a", 1)]
print(sorted(records), sorted(records, key=lambda r: r[1]), sorted(records, key=lambda r: r[1], reverse=True), sorted(sorted(records, key=lambda r: r[0]), key=lambda r: r[1]), list(reversed(sorted(records))), min(records), max(records, key=lambda r: r[::-1]))
print(sorted([[3], [1, 2], []]), sorted([(1, "b"), (1, "a")]), sorted(["10", "9", "1"], key=int), sorted([3, -2, 1], key=abs), sorted([None, 1, None, 0], key=lambda v: (v is None, v or 0)), sorted(["\xe9", "e", "z", "\u20ac", "E"]) == ["E", "e", "z", "\xe9", "\u20ac"], sorted([{1}, {1, 2}, set()], key=len), sorted([1.5, float("-inf"), 3]))


class Card:
    ranks = "23456789TJQKA"

    def __init__(self, text):
        self.text = text

    def __lt__(self, other):
        return self.ranks.index(self.text[0]) < self.ranks.index(other.text[0])

    def __repr__(self):
        return self.text


hand = [Card(t) for t in ("Ks", "2h", "Ad", "Td", "2c")]
print(sorted(hand), sorted(hand, reverse=True), max(hand), min(hand))


class CountingKey:
    calls = 0

    def __call__(self, x):
        CountingKey.calls += 1
        return x


print(sorted([3, 1, 2] * 10, key=CountingKey())[:3], CountingKey.calls)


def compare_to_key(compare):
    class Key:
        def __init__(self, value):
            self.value = value

        def __lt__(self, other):
            return compare(self.value, other.value) < 0

    return Key


print(sorted([5, 2, 8, 1], key=compare_to_key(lambda a, b: b - a)))
n = [(i * 7919 + 13) % 1000 for i in range(1000)]
once = sorted(n)
print(once == sorted(once) == sorted(once, reverse=True)[::-1] == sorted(n[::-1]), sum(i * v for i, v in enumerate(once)), sorted(map(str, n))[:4], sorted(n, key=lambda v: (v % 10, -v))[:4], sorted(n, key=lambda v: v / 7)[-1], sorted(n, key=str, reverse=True)[:3])
for attempt in (lambda: sorted([1, "a"]), lambda: sorted([None, 1]), lambda: sorted(None), lambda: sorted([1], key="x"), lambda: sorted([{}, {}]), lambda: sorted([Card("Zz"), Card("2c")]), lambda: sorted([1, 2], key=lambda v: undefined), lambda: sorted(x / (x - 2) for x in range(4)), lambda: sorted([1], reverse=None), lambda: sorted([(1, {}), (1, [])])):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
