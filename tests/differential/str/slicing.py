"""Indexing and slicing with every kind of bound."""

s = "abcdefghij"
BOUNDS = [None, 0, 1, 3, 9, 10, 11, -1, -3, -10, -11, 10**20, -(10**20)]
checksum = 0
for start in BOUNDS:
    for stop in BOUNDS:
        for step in (None, 1, 2, 3, -1, -2, -7, 10**20, -(10**20)):
            piece = s[start:stop:step]
            by_hand = "".join(s[i] for i in range(*slice(start, stop, step).indices(len(s))))
            assert piece == by_hand == "".join(list(s)[start:stop:step]), (start, stop, step)
            checksum = (checksum * 31 + len(piece) + sum(map(ord, piece))) % 1000003
print(checksum)
print(s[0], s[-1], s[True], s[2:5], s[5:2], s[::-1], s[::3], s[-3:], s[:-3], s[100:], s[:100], repr(s[3:3]))
for index in (10, -11, 10**20, "1", 1.0, None, (0, 1)):
    try:
        print(s[index])
    except (IndexError, TypeError) as error:
        print(type(error).__name__, error)
for bounds in (slice("a"), slice(1, 2, 0), slice(1.0, 2), slice(None, None, "x")):
    try:
        print(s[bounds])
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
for action in ("s[0] = 'x'", "del s[0]", "s[0:2] = 'x'", "del s[::2]", "s.x = 1", "del s.upper"):
    try:
        exec(action)
    except (TypeError, AttributeError) as error:
        print(action, "->", type(error).__name__, error)


class Two:
    def __index__(self):
        return 2


print(s[Two()], s[Two() : Two().__index__() + 3], s[:: Two()], s * Two(), Two() * s == s * 2 if hasattr(Two, "__mul__") else "ok")
print(s * 0, s * -5, "ab" * 3, 2 * "xy", "" * 10**15, len("ab" * 1000))
try:
    "ab" * (2**62)
except (OverflowError, MemoryError) as error:
    print(type(error).__name__, error)
