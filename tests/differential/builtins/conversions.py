"""int, float, str, bool, list, tuple, dict, set, bytes as converters, with protocols."""


class Everything:
    def __int__(self):
        return 3

    def __float__(self):
        return 2.5

    def __str__(self):
        return "text"

    def __bytes__(self):
        return b"raw"

    def __bool__(self):
        return False

    def __iter__(self):
        return iter([("k", 1), ("l", 2)])

    def __index__(self):
        return 4

    def __len__(self):
        return 9

    def __round__(self, n=0):
        return "rounded"


e = Everything()
print(int(e), float(e), str(e), bytes(e), bool(e), list(e), tuple(e), dict(e), sorted(set(e)), frozenset(e) == set(e), round(e), hex(e), range(e), [0] * 2, divmod(int(e), 2), "%d" % e if False else "", chr(e), len(e))


class OnlyIndex:
    def __index__(self):
        return 65


i = OnlyIndex()
print(int(i), float(i), complex(i) == 65, chr(i), bytes(i)[:2], bin(i), "abc" * 1, [1, 2, 3][OnlyIndex() if False else 0], "%c" % i, "%x" % i, range(i)[-1], (1).__lshift__(3), bytes([i]), slice(i).indices(100), bytearray(i)[0])


class IntSub(int):
    def __int__(self):
        return 100

    def __index__(self):
        return 200


s = IntSub(7)
print(int(s), s + 0, float(s), range(s), [10] * 8 == [10] * int(8), hex(s), s.__index__(), f"{s:d}", "%d" % s, str(s), bool(s))


class Bad:
    def __init__(self, value):
        self.value = value

    def __int__(self):
        return self.value

    def __float__(self):
        return self.value

    def __index__(self):
        return self.value

    def __str__(self):
        return self.value

    def __bytes__(self):
        return self.value

    def __bool__(self):
        return self.value

    def __len__(self):
        return self.value


for kind in (int, float, str, bytes, bool, len, hex, range, list, chr):
    for value in ("x", 1.5, None, -1):
        try:
            print(kind.__name__, value, kind(Bad(value)))
        except Exception as error:
            print(kind.__name__, value, type(error).__name__, error)
print(int("٣"), int(" 5\t"), float(" 1e3 "), int(1e18), int(-0.9), float("1_0"), bool("False"), list("ab"), tuple({1: 2}), set("aab") == {"a", "b"}, dict([["a", 1]]), bytes([1, 2]), str(b"a"), int("-0b11", 2), int("0B11", 0), complex(1) == 1, float(True), int(True), str(1.0), list(b"ab"), dict(a=1))
