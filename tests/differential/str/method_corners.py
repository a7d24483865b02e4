"""Methods of str and bytes at their corners: results and messages."""

def e(s):
    try: print(s,'->',repr(eval(s)))
    except BaseException as x: print(s,'->',type(x).__name__+':',x)
for s in r'''"%5%" % ()
"%(a)%" % {"a":1}
"%-5%|" % ()
b"%5%" % ()
"%s" % (None,)
"%.3s|%5s|%-5s|" % ("abcdef","ab","ab")
"%5c|" % 65
"%z" % 1
"%" % 1
"%(a" % {}
"%s %s" % ("a",)
"%(a)s %s" % {"a":1}
"%(a)*d" % {"a":1}
"%r" % "é"
"%a" % "é"
"%+d % d %05d %x %#x %o %X" % (1,1,1,255,255,8,255)
"%d" % 1.9
"%d" % True
"%i" % 1e30
"%.0f" % 2.5
"%s" % b"a"
"%5.2f|%-8.3e|%g" % (3.14159, 31415.9, 1e-10)
"abc".encode("utf-8", None)
"abc".encode(None)
"abc".encode("UTF 8"), "abc".encode("u8"), "abc".encode("utf"), "abc".encode("Utf_8")
"é".encode("l1"), "é".encode("8859"), "é".encode("ISO-8859-1"), "é".encode("latin")
"a".encode("us-ascii"), "a".encode("646")
"a".encode("utf-16"), "a".encode("utf-16-le"), "a".encode("UTF-16BE"), "a".encode("utf-32")
"a\n\u1234".encode("unicode_escape"), "a\n\u1234".encode("raw-unicode-escape")
str(b"abc", "ascii"), str(b"abc", errors="strict"), str(bytearray(b"abc"),"utf8")
str(encoding="a"), str(errors="x"), str("abc")
str(encoding=1)
"abc".encode("utf-8","strict\0")
"{:>{w}}".format("a", w=5)
"{0:{1}}".format(3.14159, ".2f")
"{a[0]} {a[k]} {b.real}".format(a={0:1,"k":2}, b=3)
"{[0]}".format([1,2])
"{!r:>5}".format("a")
"{:,}".format(1234567)
"{:n}".format(1234567)
"{0!a}".format("é")
"{{}}".format()
"{".format()
"}".format()
"{0".format(1)
"{0.}".format(1)
"{0[}".format(1)
"{0[]}".format(1)
"{0]}".format(1)
"{:{}}".format(1)
"{a}{}".format(1,a=2)
"{!}".format(1)
"{!rr}".format(1)
"{0:x{}}".format(1,2)
"{:%Y}".format(1)
"{:s}".format(None)
"{:5}".format(None)
"{:5}".format([])
format([], "5")
format(1, 5)
"{-1}".format(1)
"{ 0 }".format(1)
"{0x}".format(1)
"{:\0}".format(1)
"{:é}".format(1)
"%s" % "\u1234"
"%c" % "\U00010000"
"%*s|" % (-5,"a")
"%.*f" % (2, 3.14159)
"%ld %hd" % (1,2)
"%s %%" % 1
"%()s" % {"":1}
"%(a(b))s" % {"a(b)":1}
"a%sb" % ()
"\u1234%d" % 5
bytes(3), bytes([1,2]), bytes("é","utf8"), bytes(b"a"), bytes(), bytes(bytearray(b"x")), bytes((1,2)), bytes(True), bytes(range(3))
bytes({1})
bytes(None)
bytes([1],"utf8")
bytes(b"a","utf8")
bytes([1.5])
bytes([-1])
bytes(iter([1,2]))
bytes(1,2,3,4)
bytes(x=1)
bytes(source=b"a")
b"%s" % bytearray(b"a"), b"%d %x %5.1f" % (1,255,2.5), b"%c" % b"a", b"%c" % 65, b"%5s|%-5s|" % (b"a",b"b"), b"%.2s" % b"abc"
b"%i" % 1.5, b"%r" % 5, b"%a" % 5
b"%z" % 1
b"%" % 1
b"abc" % ()
b"abc" % 5
b"abc" % b"x"
b"abc" % {}
b"abc" % "x"
b"%s%s" % (b"a",)
bytearray(b"%s") % b"a"
b"x".hex(), b"xyz".hex("-"), b"xyz".hex(b"-"), b"abcd".hex("-",-3), b"abcd".hex("-",3), b"".hex("-"), b"abc".hex("-",0), b"ab".hex(sep=":")
b"a".hex("é")
b"a".hex("-", "x")
bytes.fromhex("ab cd\n\tEF"), bytes.fromhex(" ")
bytes.fromhex("a b")
bytes.fromhex("ab c")
bytes.fromhex("a\u1234")
bytes.fromhex("abé")
bytes.fromhex("ab g0")
bytes.fromhex("ab 0g")
b"a,b".split(b","), b"a b  c".split(), b"a b c".rsplit(None,1), b"a\nb\r\nc".splitlines(), b"a\nb".splitlines(True), b"a\x0bb\x0c c\x1cd".split()
b"abc".partition(b"b"), b"abc".rpartition(b"z"), bytearray(b"abc").partition(b"b"), bytearray(b"abc").partition(b"z"), bytearray(b"abc").rpartition(b"z")
b"abc".translate(None), b"abc".translate(None,b"a"), b"abc".translate(bytes(range(256)), delete=b"b")
b"abc".translate(None, None)
b"abc".replace(b"",b"-"), b"aaa".replace(b"a",b"b",2)
b"aaa".replace(b"a",b"b",count=2)
b"abc".count(b""), b"abc".count(97), b"abc".find(b"c",1), b"abc".rfind(99), b"abc".index(98)
b"abc".count(b"", 4)
b"abc".startswith((b"z",b"a")), b"abc".startswith(b"b",1), b"abc".endswith(b"c"), b"abc".startswith(bytearray(b"a"))
b"abc".startswith([b"a"])
b"abc".upper(), b"aBc".swapcase(), b"hello world".title(), b"aBC".capitalize(), b"\xe9A".lower()
b"abc".center(6), b"abc".center(6,b"*"), b"abc".ljust(5), b"abc".rjust(5,bytearray(b"x")), b"-1".zfill(4), b"a\tb".expandtabs(4)
b"abc".strip(b"ac"), b" a ".lstrip(), b" a ".rstrip(None), b"\x1ca".strip()
b"abc".removeprefix(b"a"), b"abc".removesuffix(b"c")
b"abc".removeprefix("a")
b"abc"[::-1], b"abc"[1:], b"abc"[0], b"abc"[-1:], b"abcd"[::2]
b"abc" * 2, 2 * b"abc", b"a" + bytearray(b"b"), bytearray(b"a") + b"b"
b"abc" * 2**62
b"abc" == bytearray(b"abc"), b"abc" < b"abd", b"abc" != "abc", bytearray(b"a") == "a", bytearray(b"a") < b"b"
97 in b"abc", b"bc" in b"abc", b"" in b"abc", bytearray(b"b") in b"abc"
1.5 in b"a"
None in b"a"
hash(b"abc")==hash("abc"), repr(b"a'b\"\n\xff\\"), repr(b"a'"), str(b"a")
bytearray(b"a'b"), str(bytearray(b"x")), repr(bytearray(b"a'\""))
b"a".__iter__().__reduce__(), bytearray(b"a").__iter__().__reduce__()
b"a".__getnewargs__(), b"a".__bytes__()
b"".join([b"a",bytearray(b"b")]), bytearray(b",").join([b"a",b"b"]), b",".join(x for x in [b"a",b"b"])
bytearray(b"abc").pop(), bytearray(b"abc").pop(0), bytearray(b"abc").copy(), bytearray(5), bytearray("é","latin1")
b"abc".isalpha(), b"a1".isalnum(), b"12".isdigit(), b"".isascii(), b"\xff".isascii(), b" \n".isspace(), b"Abc".istitle(), b"ABC".isupper(), b"abc".islower(), b"".isspace(), b"aB".istitle(), b"A1b".istitle(), b"A1B".istitle()
b"a".decode("utf-8","ignore"), b"\xffa".decode("utf-8","replace"), b"\xff".decode("ascii","surrogateescape"), b"\xff".decode("ascii","backslashreplace")
b"\xff".decode("ascii","xmlcharrefreplace")
"é".encode("ascii","surrogateescape")
"é".encode("ascii","xmlcharrefreplace"), "é".encode("ascii","backslashreplace"), "é".encode("ascii","replace"),"é".encode("ascii","ignore")
(5).to_bytes(), (5).to_bytes(2), (5).to_bytes(2,"little"), (-5).to_bytes(2,"big",signed=True), (255).to_bytes(length=1,byteorder="little")
(5).to_bytes(2**70)
(5).to_bytes(1.5)
(5).to_bytes(1,5)
int.from_bytes(b"\x01\x02"), int.from_bytes(b"\x01\x02","little"), int.from_bytes(b"\xff",signed=True), int.from_bytes(b""), int.from_bytes(bytearray(b"a")), bool.from_bytes(b"\0"), bool.from_bytes(b"a")
int.from_bytes(5)
int.from_bytes(b"a",5)
(5).__round__(-1), (15).__round__(-1), (25).__round__(-1), (5).__round__(1), (5).__round__(2**70), True.__round__()
(5).as_integer_ratio(), True.as_integer_ratio(), (5).is_integer(), (5).bit_count(), (-5).bit_count(), (5).__getnewargs__(), True.__getnewargs__(), (5).__trunc__(), True.__floor__(), (5).__ceil__(), True.conjugate()
(1.5).as_integer_ratio(), (0.0).as_integer_ratio(), (-0.1).as_integer_ratio()
(1.5).__round__(), (2.5).__round__(), (2.675).__round__(2), (1234.5).__round__(-2), (1.5).__round__(None), (1.5).__round__(2**70), (1.5).__round__(-2**70)
(1.5).__trunc__(), (-1.5).__trunc__(), (-1.5).__floor__(), (-1.5).__ceil__(), (1e300).__floor__()==int(1e300), (1.5).__getnewargs__(), (1.5).conjugate(), (1.5).hex(), (-0.0).hex(), float("inf").hex(), (5e-324).hex()
float.fromhex("0x1.8p3"), float.fromhex("inf"), float.fromhex(" -0x1p-1074 ")
float.from_number(1.5), float.from_number(True)
complex.from_number(1), complex.from_number(1j), complex.from_number(1.5)
format(1.5,"x")
format(1234.5,",.2f"), format(1.5,""), format(1.5,"10"), format(1e100,"n"), format(True,"d"), format(True,""), format(True,"5"), format(10,"#x"), format(10**30,","), format(5,"c"), format(-5,"=5"), format(5,"e")
format(5,",n")
format(5,",x")
format("a","+")
format("a","=5")
format("a",","), 
format("abc",".2"), format("abc",">5"), format("abc","^6"), format("abc","05"), format("abc","*<5s")
format(5,"5.5")
format(5,"ss")
format(1.5,"ss")
format(5, "99999999999999999999")
format(5,".")
int("0x10",16), int("0b1",0), int(" 5 "), int("-5"), int("٣"), int("1_000"), int(5.9), int(True), int("5",base=8)
int("0_", 0)
int("010", 0)
int("٣x")
int("a"*300)
int(b"a"*10)
int(bytearray(b"x"))
int("5",5,5)
int("5",y=5)
int(5,base=10)
float("1_0.5"), float(" 1.5 "), float("nan"), float("-inf"), float("1e500"), float("٣.٥"), float(True), float(b" 5 "), float(bytearray(b"5"))
float("1__0")
float("é")
float("a"*300)
float(10**400)
"abc".split(maxsplit=1), "a b c d".split(None, 2), "a,b,c".rsplit(",",1), " a  b ".split(), "".split(), "".split(","), "a\u2003b".split(), "aXXbXXc".split("XX",1), "日本語日本".split("本")
"a\nb\r\nc\x0bd\x85e\u2028f".splitlines(), "a\n".splitlines(True), "".splitlines()
"abcabc".replace("b","é"), "abcabc".replace("",  "-"), "日本日".replace("日","x"), "aaa".replace("a","b",count=2), "aaa".replace("aa","a"), "ab".replace("ab","")
"abc".partition("b"), "abc".rpartition("x"), "日本語".partition("本")
"  x ".strip(), "xxaxx".strip("x"), "日a日".strip("日"), "abc".strip(""), "é a é".strip("é ")
"a".join(["日","é","b"]), "".join([]), ",".join("abc"), ",".join(iter("abc")), "é".join(["a","b"]), "".join(["a"]), "-".join(("a","b"))
"abc"[::-1], "日本語"[::-1], "abc"[5:], "日é"[1], "aé日"[1:2], "aé日"[:1], "abcdef"[1::2], "abc"[True], "abc"[-1]
"abc".find(""), "abc".find("",3), "abc".find("",4), "abc".rfind("",0,2), "abc".count(""), "日日".count("日"), "abc".find("日"), "abc".index("c",-1), "aXbXc".rfind("X",0,3)
"ß".upper(), "ﬁ".title(), "ΑΣ".lower(), "ǆ".title(), "İ".lower(), "straße".casefold(), "hello world's".title(), "ABC".swapcase(), "éCOLE".capitalize(), "A1b".title()
"abc".center(6), "abc".center(7,"*"), "ab".center(5), "日".ljust(3,"本"), "-5".zfill(5), "+日".zfill(4), "".zfill(3), "a\tb\tc".expandtabs(), "a\tb".expandtabs(0), "\ta\n\tb".expandtabs(4), "日\t".expandtabs(3)
"abc".translate(str.maketrans("ab","12","c")), "abc".translate({97:"XX"}), "日".translate({0x65e5: "a"}), "abc".translate(["x"]*100)
"a1".isalnum(), "²".isdigit(), "½".isnumeric(), "٣".isdecimal(), "_a".isidentifier(), "1a".isidentifier(), "".isprintable(), "\n".isprintable(), "Aa Bb".istitle(), "日".isalpha(), "ａ".islower(), "é".isascii()
"abc" * 3, 3 * "日", "abc" * -1, "é" * 2, "" * 5, "a" * 0
"a" < "b", "a" < "é", "日" > "a", "\U00010000" > "\uffff", "a" == "a", "a" != b"a", "abc" <= "abcd"
"a" < 1
list("a日é"), "".join(reversed("abc日")), sorted("cba"), list(iter("")), iter("ab").__length_hint__(), iter("aé").__reduce__()
"日" in "a日", "" in "", "é" in "abc", "bc" in "abcd"
"abc".removeprefix("ab"), "abc".removesuffix("bc"), "abc".removeprefix(""), "日本".removeprefix("日")
"abc".startswith("b",1), "abc".startswith(("x","a")), "abc".startswith(()), "abc".startswith("",4), "abc".endswith("c",None,3), "abc".endswith("b",0,-1)
repr("a'b"), repr("\x00\n\t\\'\""), repr("日\ud800\u200b"), ascii("日é\U0001f40d")
"%s" % ("日",), "%5s|" % "日", "%-5s|é" % "a", "%(x)s %(y)d" % {"x":"a","y":2}, "%.2f%%" % 99.5, "%e" % 12345.678, "%g" % 1e20, "%#o %#X" % (8,255), "%x" % -255, "%08.3f" % -3.14159, "%+.1e" % 0, "%10d|%-10d|%010d" % (5,5,-5)
"%d" % 10**50, "%x" % 2**100, "%.60d" % 5
str.upper(5)
str.upper()
"abc".upper(1)
"abc".split(sep=1)
"abc".split(foo=1)
"abc".find()
"a".join()
str.join("a", "bc")
"x".__contains__("x"), "x".__add__("y"), "x".__mul__(2), "x".__rmul__(2), "%s".__mod__(1), "x".__len__(), "abc".__getitem__(1), "x".__hash__() == hash("x"), "x".__eq__(1), "x".__format__(">3"), "x".__getnewargs__()
(5).__rmod__("a"), "a".__rmod__(5)
bytearray(b"abc").index(b"c"), bytearray(b"a b").split(), bytearray(b"abc").replace(b"b",b"X"), bytearray.fromhex("0102"), bytearray(b"abc").upper(), bytearray(b"ab").hex(), bytearray(b"ab").decode()
[x for x in bytearray(b"ab")], bytearray(b"abc")[1], bytearray(b"abc")[::2], bytearray(b"abc")[-1:], len(bytearray(3)), bool(bytearray())
type(iter("a")).__name__, type(iter("é")).__name__, type(iter(b"a")).__name__, type(iter(bytearray())).__name__
b"\xe9".decode("latin-1"), b"\xff\xfea\x00".decode("utf-16"), b"a\x00\x00\x00".decode("utf-32-le"), b"\\u1234\\n\\x41".decode("unicode_escape"), b"\\u1234\\n".decode("raw_unicode_escape")
b"\xe2\x82".decode(), 
b"a\xc3(".decode("utf-8"), 
b"\xd8\x00".decode("utf-16-be")
"a\ud800b".encode("utf-8","surrogatepass"), "a\udc80".encode("utf-8","surrogateescape"), "\ud800".encode("utf-16-le","surrogatepass")
"\ud800\ud801".encode()
"ab\u0100\u0101c".encode("latin-1")
"\ud800".encode("utf-16")'''.split('\n'):
    e(s)
def mut(code):
    b=bytearray(b"abcdef")
    try:
        exec(code,{"b":b}); print(code,b)
    except BaseException as x: print(code,type(x).__name__,x,b)
for c in '''b[0]=65
b[-1]=0
b[1:3]=b"XYZ"
b[::2]=b"123"
b[::2]=b"12"
b[1:3]=[1,2,3]
b[1:3]=b
b[:]=5
b[1]=b"a"
b[1]="a"
b[10]=1
b["a"]=1
del b[0]
del b[1:3]
del b[::2]
del b[::-2]
del b[-100:100]
del b[10]
b+=b"x"
b+=b
b+=5
b*=2
b*=0
b.append(1)
b.extend([1,2])
b.extend(b)
b.extend(x for x in (1,300))
b.insert(0,1)
b.insert(-1,1)
b.insert(100,1)
b.insert(-100,1)
b.remove(98)
b.reverse()
b.clear()
b.resize(10)
b.resize(2)
b.__init__(b"q")
b.__init__(3)
b.__init__("é","utf8")
b.pop();b.pop(0);b.pop(-1)
del b[:2];b.append(1);b[0]=0
b[2:2]=b"--"
b[4:2]=b"--"
b.setdefault'''.split('\n'): mut(c)
