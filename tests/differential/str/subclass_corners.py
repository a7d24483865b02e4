"""Subclasses and special methods where str, bytes and numbers meet them."""

class M(dict): pass
def e(c_):
    try: print(c_,'->',repr(eval(c_)))
    except BaseException as x: print(c_,'->',type(x).__name__+':',x)
class S(str): pass
class B(bytes): pass
class A(bytearray): pass
class I(int): pass
class F(float): pass
class Idx:
    def __init__(s,n): s.n=n
    def __index__(s): return s.n
class Fmt:
    def __format__(s,spec): return "<"+spec+">"
    def __str__(s): return "STR"
    def __repr__(s): return "REPR"
class By:
    def __bytes__(s): return b"BY"
class Map:
    def __getitem__(s,k): return k
class Len:
    def __len__(s): return 3
    def __getitem__(s,i):
        if i<3: return i
        raise IndexError
s=S("abc"); s.x=1
for c in '''s.upper(), type(s.upper()).__name__, type(s+"").__name__, type(""+s).__name__, type(s[:]).__name__, type(s.strip()).__name__, type(s*1).__name__, type(str(s)).__name__, type(s.replace("z","y")).__name__, type(s.zfill(1)).__name__, type(s.join(["a"])).__name__, type("".join([s])).__name__, s.x
hash(s)==hash("abc"), {"abc":1}[s], s=="abc", s in ["abc"], type(s.__getnewargs__()[0]).__name__
"%s %r" % (s,s), "{} {!r}".format(s,s), f"{s:>5}", format(s,""), type(format(s,"")).__name__
B(b"ab"), type(B(b"ab")[:]).__name__, type(B(b"a")+b"b").__name__, B(b"ab")==b"ab", hash(B(b"x"))==hash(b"x"), type(B.fromhex("00")).__name__, type(bytes(B(b"x"))).__name__
A(b"ab"), type(A(b"ab")+b"c").__name__, type(A.fromhex("00")).__name__
I(5)+1, type(I(5)+1).__name__, I.from_bytes(b"a"), type(I.from_bytes(b"a")).__name__, format(I(5),"03"), "%d" % I(5), str(I(7)), I(5).__round__(), type(I(5).__round__()).__name__
F(1.5)+1, type(F.fromhex("0x1p0")).__name__, F.from_number(2), type(F.from_number(2)).__name__, format(F(1.5),".2f"), "%f" % F(1.5)
"abc"[Idx(1)], "abc"[Idx(0):Idx(2)], "abc".find("c",Idx(1)), "a"*Idx(3), b"abc"[Idx(1)], bytes(Idx(2)), bytes([Idx(65)]), "%c" % Idx(65), "%x" % Idx(255), b"%c" % Idx(65), bytearray(Idx(1))
"{:abc}{}".format(Fmt(),Fmt()), "{!s:>5}|{!r}".format(Fmt(),Fmt()), "%s %r" % (Fmt(),Fmt())
bytes(By()), b"%s" % By(), bytes(Len()), bytearray(Len())
"%(foo)s" % Map(), "{foo}".format_map(Map()), "abc".translate(Map())
"{0.__class__.__name__} {0.real}".format(5)
"{a.b}".format(a=5)
"{:{}.{}f}".format(3.14159,10,2), "{0:{w}.{p}}".format("abcdef",w=5,p=2)
"{:>{}}|{:^9}|{:*<{w}}".format("a",4,"b","c",w=3)
"{:c}{:b}{:o}{:x}{:#b}{:_}{:_x}".format(65,5,8,255,5,10**6,2**40)
"{:.3}{:.0f}{:g}{:e}{:%}{:+}{: }{:08.2f}{:n}".format(1.23456,2.5,1e10,1.5,0.25,1.0,2.0,-3.14159,1.5)
"{0}{1}{0}".format("a","b"), "{}{}".format(*"ab"), "{x}{y}".format(**{"x":1,"y":2})
"é{}日".format("\U0001f40d"), "{:é>5}".format("a"), "{:日^5}".format(1)
f"{1!r:>3}|{1.5:.2f}|{'a':5}|{[1]!s}|{None}"
"a".__class__("b"), str.__new__(S,"q"), type(str.__new__(S,"q")).__name__
str.maketrans({"a":"b","c":None}), str.maketrans("é","日")
"{".format_map({}) if 0 else 1
"".join([S("a"),S("b")]), "".join(["a",1.5])
"a,b".split(S(",")), "abc".strip(S("a")), S("abc").strip(S("a"))
bytes([1,2,3]).__iter__().__length_hint__(), list(B(b"ab"))
"abc".encode(encoding="ascii",errors="strict"), "abc".encode(errors="ignore")
"a b".title().swapcase().center(9,"-").strip("-").partition(" ")
"aaaa".replace("a","bb",2), "aaaa".count("aa"), "aaaa".find("a",-1), "x"*3+"y", "abcabc".rindex("b"), "ab\\ncd".splitlines()
int(S("12")), int(B(b"12")), float(S("1.5")), complex(S("1j")), int(I(3)), float(F(1.5)), int("  12_3  "), int("-0x1f",16), int("z",36), int(Idx(4)), float(Idx(3)), int(1e20)
"abc".__mod__(()), "abc".__rmod__("%s"), b"%s".__mod__(b"a")
("%s",) < ("%t",), "abc".__lt__(5), b"a".__lt__("a")
"a".__sizeof__(), "".__sizeof__(), b"".__sizeof__()
"\\ud83d\\udc0d", len("\\ud83d\\udc0d"), "\\ud83d" + "\\udc0d" == "\\U0001f40d", "é" == "e\\u0301"
"a\\0b".split("\\0"), "a\\0b".upper(), repr("\\x7f\\x80\\xa0\\xad"), "\\xa0".isspace(), "\\x1c".isspace()
"""%s""" % ((1,2),), "%s" % [1,2], "%s %s" % (1,"b"), "%%", "%% %s" % 5, "100%%" % ()
"abc" "def", "a" + "b" * 3 + str(5) + repr("x") + chr(233) + ascii("é")
ord("日"), chr(0x1f40d), chr(0), hex(255), oct(8), bin(-5), ord(b"a"), ord(bytearray(b"a"))
min("bca"), max("bca"), sorted("bca",reverse=True), len("日本"), "".join(sorted("cba")), list(enumerate("ab")), dict(zip("ab",[1,2])), set("aab")=={"a","b"}
"a" in {"a":1}, {"é":1,"日":2}["日"], {b"a":1}[b"a"], {1:1}[1.0], {1:2}[True], {1j:1}[1j], {2:3}[2+0j], hash(1.0)==hash(1)==hash(1+0j)
10**20 // 3, 10**20 % 7, -7//2, -7%3, 7//-2, 2**-1, 0.1+0.2, 1e16+1, 1/3, 5/2, 7//2.0, -7.5%2, divmod(-7,2), divmod(7.5,-2), round(2.5), round(3.5), round(-2.5), round(1234.567,-2), round(1234,-2), pow(2,10,1000), pow(3,-1,7), abs(-5), -(-5), ~5, 5&3, 5|3, 5^3, 1<<70, (1<<70)>>68, -1>>100'''.split('\n'): e(c)
