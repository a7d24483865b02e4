"""format() and format specifications of ints, strings, bools and None."""

SPECS = ["", "d", "5d", "-5d", "+d", " d", "05d", "<8d", ">8d", "^8d", "=8d", "*^9d", "x", "X", "#x", "#010x", "b", "#b", "o", "#o", "c", ",", ",d", "_", "_b", "_x", "e", ".2f", "g", "%", "n", "+,", "020,d", "#,x", ".3d", "s", "z", "^+10,", "_d", "x<5", "0=+8"]
for value in (0, 42, -42, 1234567, 2**70, True):
    row = []
    for spec in SPECS:
        try:
            row.append(format(value, spec))
        except (ValueError, OverflowError) as error:
            row.append(f"!{error}")
    print(value, row)
for value in ("abc", "", "\u20acuro", "long text here"):
    row = []
    for spec in ("", "s", "10", "<10", ">10", "^10", "*^10", ".2", "10.2", ".0", "05", "=5", "+", "d", ",", "x", " ", "#", "\u20ac>8", "<", "^", ".", "s5", "_"):
        try:
            row.append(format(value, spec))
        except ValueError as error:
            row.append(f"!{error}")
    print(ascii(row))
for value in (None, [], (), {}, {1}, object, len, b"x", range(1), slice(1), ..., Exception("e")):
    try:
        print(format(value), format(value, "5"))
    except TypeError as error:
        print(error)


class Formatted:
    def __format__(self, spec):
        return f"[{spec}]"


class Bad:
    def __format__(self, spec):
        return 5


class Inherits(int):
    pass


print(format(Formatted()), format(Formatted(), "abc"), f"{Formatted():{'x'}{1}}", "{:a{}c}".format(Formatted(), "b"), format(Inherits(5), "03"), format(True), format(True, "5"), format(False, "<7") + "|")
for attempt in (lambda: format(Bad()), lambda: format(1, 5), lambda: format(), lambda: format(1, "d", 3), lambda: format(300, "c"), lambda: format(2**40, "c"), lambda: format("a", "5" * 30), lambda: format(1, "99999999999999999999d"), lambda: object().__format__("x")):
    try:
        print(repr(attempt()))
    except Exception as error:
        print(type(error).__name__, error)
