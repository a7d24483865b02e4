"""strip, replace, removeprefix, expandtabs, justification, translate."""

print([ascii("  \t a b \n\x0b".strip()), "xxaxx".strip("x"), "xyaxy".lstrip("yx"), "abcba".rstrip("ab"), "abc".strip(""), "".strip(), "\u2003a\xa0".strip(), "aXa".strip("a\u20ac")])
print("aaa".replace("a", "b", 2), "aaa".replace("aa", "b"), "abc".replace("", "-"), "abc".replace("", "-", 2), "".replace("", "x"), "".replace("", "x", 0), "abc".replace("b", ""), "aaa".replace("a", "b", -1), "aaa".replace("a", "aa"), "aaa".replace("a", "b", count=1))
print("prefix-x".removeprefix("prefix-"), "x.py".removesuffix(".py"), "abc".removeprefix("abcd"), "abc".removesuffix(""), "aa".removeprefix("a"))
print(["a\tbc\td".expandtabs(), "\t".expandtabs(4), "ab\tc".expandtabs(1), "a\tb".expandtabs(0), "a\n\tb".expandtabs(3), "\ta\t".expandtabs(-1)])
print(["ab".center(5), "ab".center(6, "*"), "abc".center(6, "*"), "ab".center(1), "ab".ljust(5, "."), "ab".rjust(5, "\u20ac"), "-5".zfill(4), "+5".zfill(4), "5".zfill(0), "".zfill(2), "--5".zfill(5)])
print("hello".translate({ord("l"): None, ord("e"): "EE", ord("h"): 0x48}), "abc".translate(str.maketrans("ab", "xy")), "abc".translate(str.maketrans("a", "z", "b")), "abc".translate(str.maketrans({"a": "1", "b": None, 99: "\u20ac"})), ascii("abc".translate({98: 0x1F40D})))


class Shift:
    def __getitem__(self, code):
        if code == ord("c"):
            raise LookupError
        return code + 1


print("abcd".translate(Shift()), "abc".translate(["x"] * 99), sorted(str.maketrans("ab", "xy", "c").items()))
for attempt in (lambda: "a".strip(1), lambda: "a".replace("a"), lambda: "a".replace(1, "b"), lambda: "a".center(3, "ab"), lambda: "a".center("3"), lambda: str.maketrans("ab", "c"), lambda: str.maketrans({"ab": 1}), lambda: str.maketrans(5),
                lambda: "a".translate({97: 1.5}), lambda: "a".translate({97: 0x110000}), lambda: "a".translate(5), lambda: "a".ljust(3, ""), lambda: "a".removeprefix(), lambda: "a".zfill("x"), lambda: "a".replace("a", "b", "c"), lambda: "a".upper(1)):
    try:
        print(attempt())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
