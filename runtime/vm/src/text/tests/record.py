"""Records what CPython 3.14 answers to many questions about text, for mod.rs beside this file.

    python3.14 record.py          writes vectors.txt: one question and its answer per line
    python3.14 record.py 20000 7  prints that many rounds from seed 7, for a longer hunt

Texts are written as code points, bytes in hexadecimal. An error is encoding:start:end:reason.
"""
import _string
import codecs
import random
import sys
import warnings
from pathlib import Path

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 120
R = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 314)
ENCODINGS = ("utf-8 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be unicode_escape raw_unicode_escape ascii "
             "latin-1").split()
DECODE = "strict ignore replace backslashreplace surrogateescape surrogatepass".split()
CASED = [i for i in range(0x110000) if not chr(i).upper() == chr(i).lower() == chr(i).title() == chr(i)]
LINES = []
FAULTS = []
MODE = 0
warnings.simplefilter("ignore")


def points(s):
    return " ".join(str(ord(c)) for c in s)


def fault(e):
    return f"{e.encoding}:{e.start}:{e.end}:{e.reason}"


def note(e):
    """Error handler that notes the fault and goes on."""
    FAULTS.append(fault(e))
    if isinstance(e, UnicodeDecodeError):
        return "*", e.end
    return ("*", b"\xff" * 4, "é", b"\1")[MODE], e.end


def tell(name, *args, answer):
    LINES.append("\t".join((name, *map(str, args), answer)))


def some_text():
    edge = (0xdc80, 0xdcff, 0xd800, 0xfeff, 0x20ac, 0x1f600, 92, 10, 0xfffe, 0x3a3, 0x345, 0x301, 39, 34, 0x2028, 0x85)
    one = (lambda: R.randrange(128), lambda: R.randrange(128), lambda: R.randrange(256), lambda: R.randrange(0x110000),
           lambda: R.randrange(0xd800, 0xe000), lambda: R.choice(edge), lambda: R.choice(CASED))
    return "".join(chr(R.choice(one)()) for _ in range(R.randint(0, R.choice((4, 12)))))


def some_bytes(encoding):
    kind = R.randrange(5)
    if "escape" in encoding:
        parts = (b"\\", b"u", b"U", b"x", b"N", b"{", b"}", b"EM DASH", b"\\N{EM DASH}", b"\\N{FOO}", b"0", b"1", b"a",
                 b"\xe9", b"\\u12", b"\\u20ac", b"\\U0001f600", b"\\Uffffffff", b"\\x4", b"\\777", b"\\12", b"\n", b"\\q")
    elif kind == 0:
        return R.randbytes(R.randint(0, 12))
    elif kind == 1:
        parts = (b"\xff\xfe", b"\xfe\xff", b"\0\0", b"a\0", b"\0a", b"\xd8\0", b"\0\xd8", b"\0\xdc", b"\xdc\0",
                 b"\0\0\xfe\xff", b"\xff\xfe\0\0", b"\x41\0\0\0", b"x")
    elif kind == 2:
        parts = (b"abcdefghijk", b"\xc3\xa9", b"\xe2\x82\xac", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"\xed", b"\xed\xa0",
                 b"\xf4\x90", b"\xf4", b"\xf0\x80", b"\xe0\x80", b"\x80", b"\xc0", b"\xff", b"\xf0\x9f", b"\xe2", b"A")
    else:
        good = some_text().encode(encoding if "utf" in encoding else "utf-8", "surrogatepass")
        return good[:R.randrange(len(good) + 1)] if kind == 3 else good
    return b"".join(R.choice(parts) for _ in range(R.randint(0, 6)))


def decoding(encoding):
    b = some_bytes(encoding)
    FAULTS.clear()
    if encoding in ("ascii", "latin-1"):
        tell("decode", encoding, "note", b.hex(),
             answer=f"{points(b.decode(encoding, 'note'))}|{';'.join(FAULTS)}|{len(b)}")
    else:
        decode = getattr(codecs, encoding.replace("-", "_") + "_decode")
        for name, last in (("note", True), ("partial", False)):
            FAULTS.clear()
            text, consumed = decode(b, "note", last)
            tell("decode", encoding, name, b.hex(), answer=f"{points(text)}|{';'.join(FAULTS)}|{consumed}")
    for handler in R.sample(DECODE, 2):
        try:
            answer = points(b.decode(encoding, handler))
        except UnicodeDecodeError as e:
            answer = fault(e)
        tell("decode", encoding, handler, b.hex(), answer=answer)


def encoding(encoding):
    global MODE
    text = some_text()
    MODE = R.randrange(4)
    FAULTS.clear()
    try:
        answer = text.encode(encoding, "note").hex()
    except UnicodeEncodeError as e:
        answer = "refused"
        FAULTS.append(fault(e))
    tell("encode", encoding, f"note{MODE}", points(text), answer=answer + "|" + ";".join(FAULTS))
    if R.random() < 0.3:
        text = "".join(chr(ord(c) & 255) for c in text)
    for handler in R.sample(DECODE + ["xmlcharrefreplace"], 2):
        try:
            answer = text.encode(encoding, handler).hex()
        except UnicodeEncodeError as e:
            answer = fault(e)
        tell("encode", encoding, handler, points(text), answer=answer)


def texts():
    s = some_text()
    for name in "lower upper title capitalize swapcase casefold".split():
        tell(name, points(s), answer=points(getattr(s, name)()))
    tell("repr", points(s), answer=points(repr(s)))
    tell("ascii", points(s), answer=points(ascii(s)))
    b = bytes(ord(c) & 255 for c in s)
    tell("repr_bytes", b.hex(), answer=points(repr(b)))
    s = R.choice((s, s.title(), s.lower(), s.upper()))
    tell("claims", points(s), answer=" ".join(str(int(x)) for x in (
        s.islower(), s.isupper(), s.istitle(), s.isidentifier(), s.isprintable(), s.isspace(), s.isalnum(), s.isalpha(),
        s.isdecimal(), s.isdigit(), s.isnumeric())))
    at, lines = 0, []
    for plain, kept in zip(s.splitlines(), s.splitlines(True)):
        lines.append(f"{at}-{at + len(plain)}-{at + len(kept)}")
        at += len(kept)
    tell("splitlines", points(s), answer=" ".join(lines))


def templates():
    for _ in range(2):
        s = "".join(R.choice(["{", "}", "a", "0", ".", "[", "]", ":", "!", "r", "{}", "{0}", "x"])
                    for _ in range(R.randint(0, 9)))
        try:
            answer = "".join("[%s|%s]" % (text, "" if name is None else f"{name}|{spec}|{conversion or ''}")
                             for text, name, spec, conversion in _string.formatter_parser(s))
        except ValueError as e:
            answer = str(e)
        tell("template", s, answer=answer)
        s = "".join(R.choice(["a", "0", "12", ".", "[", "]", ".b", "[x]", "[1]", "9" * 20])
                    for _ in range(R.randint(0, 5)))
        try:
            first, rest = _string.formatter_field_name_split(s)
            answer = str(first) + "".join(f",{'.' if attribute else '['}{key}" for attribute, key in rest)
        except ValueError as e:
            answer = str(e)
        tell("field_name", s, answer=answer)


codecs.register_error("note", note)
for i in range(ROUNDS):
    texts()
    templates()
    for _ in range(2):
        decoding(ENCODINGS[i % len(ENCODINGS)])
        encoding(ENCODINGS[i % len(ENCODINGS)])
output = "\n".join(dict.fromkeys(LINES)) + "\n"
if len(sys.argv) > 1:
    sys.stdout.write(output)
else:
    (Path(__file__).parent / "vectors.txt").write_text(output)
