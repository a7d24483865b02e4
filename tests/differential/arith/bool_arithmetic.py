"""bool is an int whose two values print as words."""

print(True + True, True - False, True * 5, -True, +False, ~0, True / 2, True // 1, True % 2, True ** 2, 2 ** True)
print(True == 1, True is (1 == 1), True < 2, False < True, True & False, True | False, True ^ True, not True, not 0)
print(type(True + 0), type(True & True), type(True & 1), type(not 5), isinstance(True, int), issubclass(bool, int))
print(bool(), bool(0), bool(0.0), bool(""), bool("0"), bool([]), bool([0]), bool(None), bool(()), bool({}), bool(range(0)), bool(set()))
print(sum([True, False, True]), [10, 20][True], "ab"[False], (1, 2, 3)[True:], "x" * True, "x" * False)
print(f"{True}", f"{True:d}", f"{True:5}|", f"{True!s:>6}", "%d %s %r" % (True, True, True), format(False, "b"), str(True), repr(False))
print(int(True), float(True), hash(True), hash(False), bool.__mro__, True.real, True.bit_length(), True.to_bytes(2))


class Sized:
    def __init__(self, size):
        self.size = size

    def __len__(self):
        print("len", end=" ")
        return self.size


class Claim(Sized):
    def __bool__(self):
        print("bool", end=" ")
        return self.size > 5


print(bool(Sized(0)), bool(Sized(3)), bool(Claim(3)), bool(Claim(8)), not Sized(0))
print(Sized(0) or "empty", Claim(9) and "big", 0 or [] or "", 1 and [] and 5, None or 0, "a" and "b")
print("yes" if Claim(3) else "no", any([Sized(0), Sized(1)]), all([Sized(2), Sized(0), Sized(1)]))


class Bad:
    def __init__(self, answer):
        self.answer = answer

    def __bool__(self):
        return self.answer


class BadLength:
    def __len__(self):
        return -1


class NotALength:
    def __len__(self):
        return "3"


for value in (Bad(1), Bad(None), BadLength(), NotALength()):
    try:
        print(bool(value))
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
try:
    class Maybe(bool):
        pass
except TypeError as error:
    print(error)
x = True
x += 1
print(x, type(x))
