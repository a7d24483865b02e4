"""set and frozenset: algebra, comparison, mutation."""

a, b = {1, 2, 3, 4}, {3, 4, 5}
print(sorted(a | b), sorted(a & b), sorted(a - b), sorted(a ^ b), sorted(b - a), a & {9}, set(), sorted(a.union([9], "x", ()), key=str), sorted(a.intersection([1, 2, 9], {2})), sorted(a.difference([1], [2])), sorted(a.symmetric_difference("ab"), key=str), sorted(a.union()))
print({1, 2} < {1, 2, 3}, {1, 2} <= {1, 2}, {1, 2} < {1, 2}, {3} > set(), {1} == {1.0}, {1} == frozenset([1]), {1} != {2}, {1, 2}.issubset([1, 2, 3]), {1}.issuperset([]), {1}.isdisjoint([2]), a > b, a < b, a == [1, 2, 3, 4], not {1} < {2})
s = set("abc")
print(s.add("d"), s.discard("zz"), s.remove("a"), sorted(s), len(s), "b" in s, s.update("xy", [1]), sorted(s, key=str), s.intersection_update("bcx"), sorted(s), s.difference_update("b"), sorted(s), s.symmetric_difference_update("cq"), sorted(s))
s |= {"m"}
s &= {"m", "q", "n"}
s ^= {"n"}
s -= {"q"}
print(sorted(s), {5}.pop(), s.copy() == s, s.copy() is s, s.clear(), s, bool(s), {*"ab", *[]} == set("ab"), len({0, 0.0, False, -0.0}), len({"a", b"a"}), {(1, 2): 1} and sorted({(1, 2), (0, 5)}))
f = frozenset([1, 2])
print(f, frozenset(), frozenset(f) is f, f | {3} == {1, 2, 3}, type(f | {3}), type({3} | f), hash(f) == hash(frozenset([2, 1])), {f: 1}[frozenset((2, 1))], f in {f}, {1, 2} in {f}, f.union([9]) == {1, 2, 9}, f.copy() is f, frozenset("a") < frozenset("ab"), hash(frozenset()) == hash(frozenset([])))
for attempt in (lambda: {[]}, lambda: {1}.remove(5), lambda: set().pop(), lambda: {1} | [2], lambda: {1} < [1], lambda: set(5), lambda: {1}.union(5), lambda: hash(set()), lambda: {1} + {2}, lambda: f.add(3), lambda: [] in {1}, lambda: {1}.add([]), lambda: {1}.discard([]), lambda: set(1, 2), lambda: set(a=1), lambda: {1}.remove({2}), lambda: {1}.add(), lambda: {{}}, lambda: {1} & None, lambda: [1] - {1}, lambda: {set()}):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
for action in ("a |= [1]", "f |= {9}", "a -= 5", "for x in a: a.add(x + 10)", "for x in a: a.discard(x)", "f.x = 1"):
    try:
        exec(action)
        print(action, sorted(f))
    except Exception as error:
        print(action, "->", type(error).__name__, error)
print({1}, {"x"}, {None}, {(1, "a")}, {frozenset({1})}, frozenset({"q"}), {1.5}, set(range(5)), {3, 1, 2}, sorted(set("hello")), set([1, 2, 1]), {i % 3 for i in range(10)})
class Sub(set):
    pass


class Frozen(frozenset):
    def __repr__(self):
        return f"Frozen of {len(self)}"


print(Sub([1]), type(Sub([1]) | {2}), type(Sub([1]).copy()), Frozen([1, 2]), type(Frozen([1]) | {2}), Frozen([1]) == {1}, Sub() == set(), Frozen("ab").union("c").__class__, [Frozen()])
