"""Case changes, also where one character becomes several."""

SAMPLES = ["hello World", "HELLO", "Stra\xdfe", "\u0130stanbul", "\ufb01n", "\u01c6ungla", "they're bill's", "x1y2 z_w", "\u0391\u03a3 \u03a3\u0391\u03a3.", "\u1e9e", "\U00010428", "\u0149a", ""]
for s in SAMPLES:
    print([ascii(m()) for m in (s.upper, s.lower, s.title, s.capitalize, s.swapcase, s.casefold)])
CHECKS = ["isalpha", "isdigit", "isdecimal", "isnumeric", "isalnum", "isspace", "isupper", "islower", "istitle", "isidentifier", "isprintable", "isascii"]
STRINGS = ["", "a", "A", "Ab", "aB", "1", "a1", " ", "\t\n", "\xb2", "\u0661", "\u2155", "\u4e09", "_x", "1x", "Hello World", "HELLO 1", "\xaa", "\u01c5", "a b", "\x00", "\x7f", "\xa0", "\u2003", "class", "\xe9t\xe9", "\U0001d54f", "\x1c", "Ab Cd 1", "\xdf"]
for s in STRINGS:
    print(f"{ascii(s):18}", "".join(str(int(getattr(s, check)())) for check in CHECKS))
print("\xdf".casefold() == "SS".casefold(), "\u03c3" == "\u03c2".casefold(), "I".lower(), ascii("\u0130".lower()), len("\u0130".lower()))
for c in range(256):
    char = chr(c)
    assert char.lower().upper().lower() == char.lower() or c in (0xB5, 0xDF), c
print(sum(chr(c).isalpha() for c in range(0x3000)), sum(chr(c).isspace() for c in range(0x11000)), sum(chr(c).isprintable() for c in range(0x800)), sum(chr(c).isdigit() for c in range(0x11000)))
