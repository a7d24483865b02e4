"""Escape sequences in literals, and what repr and ascii make of strings."""

print(["\a\b\f\n\r\t\v\\\'\"", "\0", "\07", "\101\x41\u0041\U00000041", "\N{LATIN SMALL LETTER A WITH ACUTE}", "a\
b", r"\n\x", "\x7f", "\377"])
print(repr("it's"), repr('say "hi"'), repr("both ' and \""), repr("\\"), repr("\t\n\r\x0b\x00\x1b"), repr("\x80\x9f\xa0\xad\xff"), repr(""), repr('\'"'))
print(ascii("\xe9\u20ac\U0001f40d"), ascii("\x7f\x80\xff\u0100\uffff\U00010000"), repr("\ud800\udfff"), ascii("'\""), repr("\u200b\u2028\ufeff\u0378\ue000"))
print("""triple "quotes" 'inside'
and\tnew line \
joined""", '''x''' """y""", "a" 'b' r"\c" u"d")
print(len("\N{BULLET}"), "\u00e9" == "\xe9" == "\351" == "\N{LATIN SMALL LETTER E WITH ACUTE}", "e\u0301" == "\xe9", len("\r\n"), b"\x00\101\n\\".hex(), rb"\x00", br"\n" == b"\\n")
for source in (r"'\x4'", r"'\u123'", r"'\U00110000'", r"'\N{no such name}'", r"'\N'", r"b'\x4'", "b'\xe9'", "'abc", "'a\nb'", '"""abc', "'\\", r"r'\'", r"'\N{}'", "u'a' b'b'", "ur'a'"):
    try:
        print(source, eval(source))
    except SyntaxError as error:
        print(ascii(source), "->", error.msg)
print([c for c in map(chr, range(0x300)) if len(repr(c)) != 3 and c.isprintable()])
print(sum(len(repr(chr(c))) for c in range(0x3000)), sum(len(ascii(chr(c))) for c in range(0x11000)))


class Text(str):
    def __repr__(self):
        return "Text()"


t = Text("abc")
print([t], str(t), repr(t), f"{t} {t!r}", t + "d", type(t + "d"), t == "abc", {t: 1}, type(str(t)), "%s %r" % (t, t), t.upper().__class__)
