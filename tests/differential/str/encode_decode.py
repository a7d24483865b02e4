"""Codecs and their error handlers."""

s = "a\xe9\u20ac\U0001f40d"
for codec in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-16", "utf-32", "utf-8-sig", "unicode_escape", "raw_unicode_escape"):
    data = s.encode(codec)
    print(codec, data, data.decode(codec) == s)
print("abc\xff".encode("latin-1"), "abc".encode("ascii"), b"\xff\x80".decode("latin1"), "x".encode("US-ASCII"), "\xe9".encode("UTF8"), "\xe9".encode("Utf_8"))
for codec, handler in (("ascii", "replace"), ("ascii", "ignore"), ("ascii", "backslashreplace"), ("ascii", "xmlcharrefreplace"), ("ascii", "namereplace"), ("latin-1", "replace"), ("latin-1", "xmlcharrefreplace")):
    print(codec, handler, s.encode(codec, handler))
BROKEN = [b"\xff", b"a\x80b", b"\xc3", b"\xe2\x82", b"\xf0\x9f\x90", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x28\xa1", b"ab\xe2\x82\xacc\xe2", b"\xf0\x80\x80\x80"]
for data in BROKEN:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        print(error, "|", error.start, error.end, error.reason, error.object == data)
    print([ascii(data.decode("utf-8", handler)) for handler in ("replace", "ignore", "backslashreplace", "surrogateescape")])
    assert data.decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape") == data
for text, codec in (("\xe9\xe8x", "ascii"), ("\u20ac", "latin-1"), ("a\ud800", "utf-8"), ("\udfff\ud800", "utf-16"), ("abc\xe9", "ascii")):
    try:
        text.encode(codec)
    except UnicodeEncodeError as error:
        print(error, "|", error.encoding, error.start, error.end, error.reason)
print("\ud800".encode("utf-8", "surrogatepass"), ascii(b"\xed\xa0\x80".decode("utf-8", "surrogatepass")), "\udc80".encode("ascii", "surrogateescape"))
for attempt in (lambda: "a".encode("no-such"), lambda: b"a".decode("no-such"), lambda: "\xe9".encode("ascii", "no-such"), lambda: "a".encode(1), lambda: b"a".decode("hex"), lambda: "a".encode("ascii", 1), lambda: str(b"a", "ascii", 1), lambda: str(5, "ascii"), lambda: str("a", "ascii"), lambda: b"\x00\xd8".decode("utf-16-le"), lambda: b"a".decode("utf-16")):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
print(str(b"abc"), str(b"abc", "ascii"), str(b"\xe9", "latin-1"), str(bytearray(b"x"), encoding="utf-8", errors="strict"), str(object=5), str(), b"\xff\xfea\x00".decode("utf-16"), b"\xef\xbb\xbfa".decode("utf-8-sig"), ascii(b"\xef\xbb\xbfa".decode()))
