"""bytes and bytearray: construction, indexing, methods shared with str."""

print(bytes(), bytes(3), bytes([1, 255]), bytes("\xe9", "utf-8"), bytes(b"x"), bytes(range(5)), bytes(bytearray(b"y")), bytes((65,)), bytes(memoryview(b"mv")), bytes.fromhex("00 ff\t7F"), bytearray(b"a").hex())
print(b"abc"[0], b"abc"[-1], b"abc"[1:], b"abc"[::-1], b"abc"[5:], list(b"\x00\xff"), 97 in b"abc", b"bc" in b"abc", b"" in b"", b"a" + b"b", b"ab" * 2, 2 * b"x", len(b"\x00" * 5))
print(repr(b"it's"), repr(b'"'), repr(b"'\""), b"\x00\t\n\r\\\x7f\x80", str(b"a"), bytearray(b"x'"), b"abc" == bytearray(b"abc"), b"a" == "a", b"a" < b"b", hash(b"ab") == hash(bytes([97, 98])), b"\x80" > b"\x7f")
print(b"a,b,,c".split(b","), b" a  b ".split(), b"a-b".partition(b"-"), b"a\nb\r\nc\x0bd".splitlines(), b",".join([b"a", bytearray(b"b")]), b"abcabc".replace(b"b", b"XX", 1), b"  x ".strip(), b"xxaxx".strip(b"x"), b"abc".translate(None, b"b"), b"abc".translate(bytes.maketrans(b"ab", b"xy")))
print(b"Hello".upper(), b"Hello".lower(), b"Hello".swapcase(), b"hello world".title(), b"hELLO".capitalize(), b"5".zfill(3), b"a".center(5, b"*"), b"a\tb".expandtabs(4), b"abc".find(b"c"), b"abc".find(99), b"aXbX".rfind(b"X"), b"abab".count(b"ab"), b"abab".count(97), b"abc".startswith((b"x", b"ab")), b"abc".removeprefix(b"a"), b"\xe9".isalpha(), b"a1".isalnum(), b"".isdigit(), b"12".isdigit(), b"A".isupper(), b" ".isspace(), b"\xff".isascii())
print(b"%d %s %b %x %5.1f %r %a %c %c %%" % (5, b"s", b"b", 255, 1.5, "r", "\xe9", 65, b"B"), bytearray(b"%s") % b"x", b"\xab\xcd".hex(), b"\xab\xcd\xef".hex(":"), b"\xab\xcd\xef\x01".hex("-", 2), b"abcdef".hex(" ", -4), b"x".decode(), b"\xe9".decode("latin-1"))
for attempt in (lambda: bytes("a"), lambda: bytes([256]), lambda: bytes([-1]), lambda: bytes(-1), lambda: bytes(["a"]), lambda: bytes(1.5), lambda: bytes.fromhex("0g"), lambda: bytes.fromhex("abc"), lambda: b"a" + "b", lambda: "a" + b"b", lambda: b"a"[1], lambda: b"a".find("a"), lambda: b"a" < "a", lambda: b",".join(["a"]), lambda: 256 in b"a", lambda: "a" in b"a",
                lambda: b"a".index(b"z"), lambda: b"%s" % "a", lambda: b"%d" % b"1", lambda: b"%c" % 256, lambda: b"a".replace("a", b"b"), lambda: bytes.maketrans(b"a", b"bc"), lambda: b"a".translate(b"x"), lambda: b"a".split(b""), lambda: b"a".hex("ab"), lambda: bytes(b"a", "ascii"), lambda: b"a".startswith("a"), lambda: bytes(10**30), lambda: b"\xff".decode()):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
