"""Records what CPython 3.14 answers to many questions about numbers, for mod.rs beside this file.

    python3.14 record.py            writes vectors.txt: one question and its answer per line
    python3.14 record.py 4000 7  prints that many times as much, from seed 7, for a longer hunt

Floats are written as the hexadecimal of their bits.
"""
import math
import random
import struct
import sys
from fractions import Fraction
from pathlib import Path

FACTOR = int(sys.argv[1]) if len(sys.argv) > 1 else 60
R = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 314)
LINES = []
LONGEST = 400
EDGES = [0.0, -0.0, math.inf, -math.inf, math.nan, 1.0, 0.5, 1.5, 2.5, -2.5, 0.125, 5e-324, 1.7976931348623157e308,
         2.2250738585072014e-308, 1e16, 9999999999999998.0, 1e-4, 1e-5, 9.5, 99.5, 0.05, 1e22, 1e23, 2.0**53, 2.0**63]


def bits(x):
    return struct.pack(">d", x).hex()


def show(x):
    if isinstance(x, tuple):
        return " ".join(map(show, x))
    if isinstance(x, float):
        return "nan" if x != x else bits(x)
    return str(x)


def ask(name, *args, answer):
    try:
        answer = show(answer())
    except Exception as error:
        answer = f"{type(error).__name__}: {error}"
    if answer.startswith(("TypeError: %", "TypeError: must be", "TypeError: not enough")):
        return  # The caller's checks.
    line = "\t".join((name, *(bits(a) if isinstance(a, float) else str(a) for a in args), answer))
    if len(line) <= LONGEST and not set("\r\n\0") & set(line) and line.count("\t") == len(args) + 1:
        LINES.append(line)


def some_float():
    return [lambda: struct.unpack(">d", R.randbytes(8))[0],
            lambda: R.randint(-10**R.randint(1, 20), 10**R.randint(1, 20)) / 10**R.randint(0, 20),
            lambda: R.choice(EDGES) * R.choice((1, -1)),
            lambda: R.uniform(-1, 1) * 10.0**R.randint(-300, 300),
            lambda: R.randint(-2000, 2000) / 2**R.randint(0, 8),
            lambda: float(R.randint(-10**6, 10**6) * 5) * 10.0**R.randint(0, 6),
            lambda: math.ldexp(R.randint(1, 1024), R.randint(-1074, 1000)),
            lambda: math.nextafter(10.0**R.randint(-20, 20), R.choice((0, math.inf)))][R.randrange(8)]()


def some_int(size=300):
    return [lambda: R.randint(-10, 10),
            lambda: R.choice((1, -1)) * (2**R.choice((31, 53, 61, 62, 63, 64, 65, 127, 128)) + R.randint(-2, 2)),
            lambda: R.randint(-2**R.randint(1, size), 2**R.randint(1, size)),
            lambda: R.randint(-1000, 1000) * 10**R.randint(0, 30),
            lambda: R.choice((1, -1)) * R.getrandbits(R.randint(1, size)) << R.randint(0, size),
            lambda: R.randint(-2**63, 2**63 - 1),
            lambda: R.randint(-2**40, 2**40)][R.randrange(7)]()


def float_text():
    kind = R.randrange(6)
    if kind == 0:
        return repr(some_float())
    if kind == 1:
        return "".join(R.choice("0123456789_.eE+- infaINTY") for _ in range(R.randint(0, 9)))
    if kind == 2:
        return "%s%s_%s.%s_%se%s_%s" % (R.choice(("", "-", "+")), *(R.randint(0, 99) for _ in range(6)))
    if kind == 3:
        return "%.*e" % (R.randint(0, 40), some_float())
    if kind == 4:
        return " " + R.choice("nan -nan +Inf INFINITY infinit 1_ _1 1__0 1._5 1_.5 1e_5 1e5_ . e5 .5 1.e5 0x1".split())
    x = R.uniform(0.5, 1.0)
    return "%.60f" % ((Fraction(x) + Fraction(math.nextafter(x, 2))) / 2)


def hex_text():
    if R.random() < 0.3:
        return "".join(R.choice("0123456789abcdefxp.+-_ ") for _ in range(R.randint(0, 9)))
    return (R.choice(("", "-", "+", " ")) + R.choice(("0x", "", "0X")) + "%x" % R.getrandbits(R.choice((8, 53, 54, 80)))
            + R.choice(("", ".", ".%x" % R.getrandbits(60)))
            + R.choice(("", "p0", "p+%d" % R.randint(0, 1100), "p-%d" % R.randint(0, 1200), "P-1090")))


def maybe(chance, choices):
    return R.choice(choices) if R.random() < chance else ""


def spec():
    if R.random() < 0.05:
        return "".join(R.choice("<>=^+- z#0123456789,_.bcdeEfFgGnosxX%q") for _ in range(R.randint(0, 6)))
    return (maybe(0.4, ["<", ">", "=", "^", "*<", "0>", "x=", "é^", "0=", "_<", "{="]) + maybe(0.3, "+- ") + maybe(0.1, "z")
            + maybe(0.2, "#") + maybe(0.35, "0") + maybe(0.6, ["1", "5", "8", "10", "15", "20", "30", "٣"])
            + maybe(0.35, [",", "_", ",_"] if R.random() < 0.1 else [",", "_"])
            + maybe(0.4, [".0", ".1", ".3", ".10", ".20", ".", ".2,", ".5_", ".,", "._", ".9,"])
            + maybe(0.8, "bcdeEfFgGnoxX%dfgefs"))


def floats():
    x, y = some_float(), some_float()
    ask("repr", x, answer=lambda: repr(x))
    kind, digits = R.choice("eEfFgG"), R.choice((0, 1, 2, 3, 6, 17, 50, R.randint(0, 90)))
    flags = R.choice(("", "#", "+", "+#"))
    ask("float_text", x, kind, digits, flags, answer=lambda: f"%{flags}.{digits}{kind}" % x)
    text = float_text()
    ask("parse_float", text, answer=lambda: float(text))
    ask("hex", x, answer=x.hex)
    text_hex = hex_text()
    ask("fromhex", text_hex, answer=lambda: float.fromhex(text_hex))
    n = R.choice((R.randint(-25, 25), R.randint(-5, 5), R.randint(-330, 330)))
    ask("round", x, n, answer=lambda: round(x, n))
    ask("divmod_float", x, y, answer=lambda: divmod(x, y))
    is_complex = -math.inf < x < 0 and math.isfinite(y) and y != math.floor(y)
    ask("pow_float", x, y, answer=lambda: "complex" if is_complex else x**y)
    ask("ratio", x, answer=x.as_integer_ratio)
    ask("float_int", x, answer=lambda: int(x))
    ask("round_int", x, answer=lambda: round(x))
    if x == x:
        ask("hash_float", x, answer=lambda: hash(x))


def ints():
    a, b, c = some_int(), some_int(), some_int()
    if R.random() < 0.3:
        b = R.choice((a * b, a + 1, a, -a))
    ask("divmod_int", a, b, answer=lambda: divmod(a, b))
    ask("int_ops", a, b, answer=lambda: (a + b, a - b, a & b, a | b, a ^ b, math.gcd(a, b), -a, ~a, abs(a)))
    n = R.randint(0, 12)
    ask("pow_int", a, n, answer=lambda: a**n)
    ask("pow_mod", a, b, c, answer=lambda: pow(a, b, c))
    n = R.choice((R.randint(-1, 300), 5))
    ask("shl", a, n, answer=lambda: a << n)
    m = R.choice((R.randint(-1, 300), 10**30, 2**63 - 1))
    ask("shr", a, m, answer=lambda: a >> m)
    ask("int_facts", a, answer=lambda: (a.bit_length(), a.bit_count(), hash(a), hex(a), oct(a), bin(a)))
    ask("int_float", a, answer=lambda: float(a))
    if a >= 0:
        ask("isqrt", a, answer=lambda: math.isqrt(a))
    half = 5 * 10**R.randint(0, 20) * R.randint(-99, 99)
    k = R.randint(0, 22)
    ask("round_ten", half, k, answer=lambda: round(half, -k))
    ask("true_div", a, b, answer=lambda: a / b)
    x = some_float()
    if R.random() < 0.5 and abs(a) < 10**300:
        x = math.nextafter(float(a), R.choice((0, math.inf, -math.inf, float(a))))
    ask("compare", a, x, answer=lambda: (a > x) - (a < x) if x == x else "nan")
    size = R.choice((R.randint(0, 20), (a.bit_length() + 7) // 8 + R.randint(0, 1)))
    order, signed = R.choice(("little", "big")), R.random() < 0.5
    ask("to_bytes", a, size, order, signed, answer=lambda: a.to_bytes(size, order, signed=signed).hex())
    items = [some_int(60) for _ in range(R.randint(0, 6))]
    if len({hash(i) for i in items}) == len(items):
        ask("hashes", " ".join(map(str, items)), answer=lambda: (hash(tuple(items)), hash(frozenset(items))))
    base = R.choice((0, 0, 2, 8, 10, 16, 36, R.randint(0, 40)))
    text = R.choice((
        "".join(R.choice("0123456789abcdefoxzXB_+- ") for _ in range(R.randint(0, 8))),
        maybe(0.5, ["-", " +", "- "]) + maybe(0.5, ["0x", "0b", "0o", "0", "0X_", "0_0"])
        + R.choice("1 10 777 ff 0 0_0 1_0 1__0 _1 1_".split()) + maybe(0.2, " "), str(a), hex(abs(a))))
    ask("parse_int", base, text, answer=lambda: int(text, base))


def formats():
    v = R.choice((R.randint(-10, 300), R.randint(-10**9, 10**9), R.randint(-10**40, 10**40), 0, 0x1f600))
    x, y = some_float(), some_float()
    for name, value, args in (("format_int", v, (v,)), ("format_float", x, (x,)), ("format_complex", complex(x, y), (x, y)),
                              ("format_str", "héllo wörld", ("héllo wörld",))):
        s = spec()
        ask(name, s, *args, answer=lambda: format(value, s))
    for value, kinds in ((v, "diuoxX"), (x, "eEfFgG"), ("héllo", "s"), (v, "yé%")):
        s = (maybe(0.3, ["ab", "%%", "é"]) + "%" + "".join(R.choice("+- #0") for _ in range(R.randint(0, 3)))
             + maybe(0.6, ["1", "5", "10", "20", "30"]) + maybe(0.5, [".", ".0", ".1", ".5", ".10", ".20"])
             + maybe(0.1, "hlL") + maybe(0.97, kinds) + maybe(0.2, ["x", "%%", "%"]))
        ask("printf", s, value, answer=lambda: s % (value,))


def limits():
    for digits in (639, 640, 641, 4299, 4300, 4301):
        for limit in (0, 640, 4300):
            sys.set_int_max_str_digits(limit)
            text = "7" * digits
            try:
                answer = str(len(str(int(text))))
            except ValueError as error:
                answer = str(error)
            LINES.append(f"digit_limit\t{digits}\t{limit}\t{answer}")
    sys.set_int_max_str_digits(0)


sys.set_int_max_str_digits(0)
for _ in range(FACTOR):
    floats()
    ints()
    formats()
limits()
text = "\n".join(dict.fromkeys(LINES)) + "\n"
if len(sys.argv) > 1:
    sys.stdout.write(text)
else:
    (Path(__file__).parent / "vectors.txt").write_text(text)
