"""Strings of 1, 2 and 4 bytes per character, and operations that change the width."""

ASCII = "hello"
LATIN = "h\xe9llo\xff"
WIDE = "h\u0113llo\u20ac"
ASTRAL = "h\U0001f40dllo\U0010ffff"

for s in (ASCII, LATIN, WIDE, ASTRAL, "", ASCII + LATIN, ASCII + ASTRAL, WIDE + LATIN):
    print(len(s), ascii(s), ascii(s[::-1]), ascii(s[1:4]), [ord(c) for c in s], ascii(s.upper()))
    assert s[:2] + s[2:] == s and s == "".join(list(s)) == s[:] and hash(s) == hash("".join(iter(s)))
    assert s in s + "x" and (s + "\u0100")[:-1] == s and (s + "\U0001f600").replace("\U0001f600", "") == s
    assert s.encode("utf-8").decode() == s and eval(ascii(s)) == s and eval(repr(s)) == s

# Removing the wide characters must give a string equal to the narrow one, hash included.
narrowed = ("abc" + "\U0001f40d").rstrip("\U0001f40d")
print(narrowed == "abc", hash(narrowed) == hash("abc"), {"abc": 1}[narrowed], "abc" < "ab\u0100" < "ab\U00010000", "\xff" < "\u0100")
print(sorted(["\U00010000", "\uffff", "z", "\xe9", "", "\u20ac", "Z", "aa", "a"]) == ["", "Z", "a", "aa", "z", "\xe9", "\u20ac", "\uffff", "\U00010000"])
print(ASTRAL.find("\U0001f40d"), ASTRAL.index("o"), WIDE.rfind("l"), LATIN.find("\u0113"), ASCII.find("\xe9"), ASTRAL.count("l"), "\u20ac" in WIDE, "\u20ad" in WIDE)
print(ascii(ASCII.replace("l", "\u0142")), ascii(ASTRAL.replace("\U0001f40d", "e")), ascii(WIDE.join(["\xe9", "a"])), ascii("a\u0100b\U00010000c".split("\u0100")))
print(ascii(ASCII.center(11, "\u2605")), ascii(LATIN.ljust(9, "\U0001f40d")), ascii("7".zfill(3)), ascii("\u0662".zfill(4)), ascii("%s|%s" % (LATIN, ASTRAL)))
print(ascii(ASTRAL * 2), ascii("".join([ASCII, ASTRAL, WIDE])), max(ASTRAL) == "\U0010ffff", min(WIDE), ascii(sorted(ASTRAL)))
print(ascii("\ud800"), len("\ud800\udc00"), "\ud800\udc00" == "\U00010000", ascii("\ud800" + "\udc00"))
s = ""
for code in (0x41, 0x7F, 0x80, 0xFF, 0x100, 0xFFFF, 0x10000, 0x10FFFF):
    s += chr(code)
    print(len(s), ascii(s), s.isascii())
print(s, "\N{SNOWMAN} \N{greek small letter alpha}", repr("\x00\x1f\x7f\x80\xa0\xad\u200b\u2028\ue000\U000e0001"))
