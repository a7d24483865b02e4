"""What str, bytes, int, float and complex say about wrong arguments."""

def e(s):
    try: print(s,'->',repr(eval(s)))
    except BaseException as x: print(s,'->',type(x).__name__+':',x)
for s in '''"%d" % "a"
"%x" % 1.5
"%x" % "a"
"%c" % "ab"
"%c" % 1.5
"%c" % -1
"%c" % 1114112
"%c" % b"a"
"%f" % "a"
"%*d" % ("a", 1)
"%.*d" % (1.5, 1)
"%*d" % (2**70, 1)
"%.*d" % (2**40, 1)
"%d %d" % 1
"%d" % (1,2)
"%(a)s" % 1
"%(a)s" % {}
"%(a)s" % {"b":1}
"abc" % {}
"abc" % 5
"abc" % []
b"%d" % "a"
b"%d" % b"a"
b"%x" % 1.5
b"%s" % "a"
b"%b" % 1
b"%c" % 256
b"%c" % b"ab"
b"%c" % 1.5
b"%f" % "a"
b"%a" % "é"
b"%r" % "é"
b"%(a)s" % {"a":1}
b"%(a)s" % {b"a":b"1"}
b"%s" % ()
b"%s" % (b"a",b"b")
b"%*d" % ("a",1)
"".join(1)
"".join([1])
"a".join(["b",2])
"a"+1
"a"*"b"
"a" in 5
5 in "a"
5 in b"a"
"a" in b"a"
300 in b"a"
"abc"[1.5]
"abc"[10]
b"abc"[10]
b"abc"["a"]
bytearray(b"abc")["a"]
"abc"["a"]
"abc".find(1)
"abc".find("a","b")
"abc".index("z")
"abc".rindex("z")
"abc".startswith(1)
"abc".startswith((1,))
"abc".endswith(1)
"abc".split(1)
"abc".split("")
"abc".rsplit("")
"abc".partition("")
"abc".partition(1)
"abc".strip(1)
"abc".lstrip(1)
"abc".replace(1,2)
"abc".replace("a",2)
"abc".center("a")
"abc".center(5,"ab")
"abc".center(5,1)
"abc".ljust(2**80)
"abc".ljust(2**62)
"abc"*(2**62)
"abc"*(2**80)
"abc".zfill("a")
"abc".encode(1)
"abc".encode("foo")
"abc".encode("utf-8\\0")
"abc\\ud800".encode()
"abc\\ud800".encode("utf-8","foo")
"é".encode("ascii")
"é€".encode("latin-1")
"abc".encode("ascii","foo")
b"abc".decode("foo")
b"\\xff".decode()
b"\\xff".decode("utf-8","foo")
"abc".expandtabs("a")
"abc".splitlines(1,2)
"abc".translate(1)
"abc".translate({97:"x",98:None,99:100})
"abc".translate({97:1.5})
"abc".translate({97:1114112})
"abc".translate({97:-1})
str.maketrans(1)
str.maketrans("ab","c")
str.maketrans({"ab":1})
str.maketrans({1.5:1})
str.maketrans("a",1)
str.maketrans(1,"a")
str.maketrans("a","b",1)
str.maketrans("ab","cd","e")
"{}".format()
"{a}".format()
"{}".format_map({})
"{a}".format_map({})
"{0}{}".format(1)
"{!x}".format(1)
"{:d}".format("a")
"{:s}".format(1)
"{:.2d}".format(1)
"{:q}".format(True)
"{:q}".format(1.5)
"{:q}".format(1j)
"{0.a}".format(1)
"{0[a]}".format({})
"{:{}}".format(1,5)
"{:{:{}}}".format(1,5,6)
"a".__format__(1)
(1).__format__(1)
"a".removeprefix(1)
str(b"a","foo")
str("a","utf-8")
str(1,"utf-8")
str(b"a", 1)
str(b"a",errors=1)
str(b"abc","utf-8","strict","x")
str(obj=1)
bytes("a")
bytes("a", 1)
bytes(1.5)
bytes(-1)
bytes([256])
bytes(["a"])
bytes(1,"utf-8")
bytes(encoding="a")
bytes("a", errors="strict")
bytes(2**70)
bytes(2**62)
bytes.fromhex("a")
bytes.fromhex("ab c")
bytes.fromhex("zz")
bytes.fromhex(1)
bytes.fromhex(b"ab")
bytes.fromhex("é")
b"a".hex("ab")
b"a".hex(1)
b"abc".hex(":",2)
b"a".join([1])
b"a".join(["a"])
b"a".join(1)
b"a"+"a"
b"a"+1
b"abc".find("a")
b"abc".find(256)
b"abc".index(b"z")
b"abc".startswith("a")
b"abc".startswith(("a",))
b"abc".split(1)
b"abc".split(b"")
b"abc".strip("a")
b"abc".replace("a",b"b")
b"abc".center(5,b"ab")
b"abc".center(5,"a")
b"abc".translate(1)
b"abc".translate(b"a")
bytes.maketrans(b"a",b"bc")
bytes.maketrans("a",b"bc")
b"abc".partition("a")
b"abc".partition(b"")
b"a" == "a"
b"a" < "a"
bytearray("a")
bytearray(-1)
bytearray([256])
bytearray(b"a").append(256)
bytearray(b"a").append("a")
bytearray(b"a").extend("a")
bytearray(b"a").extend(1)
bytearray(b"a").extend([256])
bytearray(b"a").insert(0,256)
bytearray(b"a").pop(5)
bytearray().pop()
bytearray(b"a").remove(98)
bytearray(b"a").remove(256)
bytearray(b"a")+1
bytearray(b"a").__setitem__(0,256)
bytearray(b"a").__setitem__(0,"a")
bytearray(b"a").__setitem__(5,1)
bytearray(b"a").__setitem__("a",1)
bytearray(b"a").__setitem__(slice(0,1),"a")
bytearray(b"a").__setitem__(slice(0,1),5)
bytearray(b"abc").__setitem__(slice(0,3,2),b"abc")
bytearray(b"a").__delitem__(5)
hash(bytearray())
bytearray(b"a").resize(-1)
bytearray(b"a").resize("a")
(1).to_bytes(-1)
(1000).to_bytes(1)
(-1).to_bytes(1)
(1).to_bytes(1,"x")
int.from_bytes("a")
int.from_bytes(b"a","x")
int.from_bytes([1,2])
int.from_bytes([256])
int.from_bytes(1.5)
(5).__round__(1.5)
(5).__round__(None)
int("a",1)
int("a",37)
int(1,10)
int("a",10.5)
int(b"12",10)
int(base=10)
int(x=1)
int("1",2**70)
int("é")
int([])
int(None)
int(b"\\xff")
int(bytearray(b"12"))
int("1_0")
int("1\\0")
int("1", base="a")
float("a")
float(b"1.5")
float(b"a")
float([])
float(None)
float(x=1)
float(1,2)
float("1.5\\0")
float.fromhex("a.bz")
float.fromhex("0x1p5000")
float.fromhex(1)
float.__getformat__("a")
float.__getformat__("double")
float.from_number("a")
float.from_number(1)
complex.from_number("a")
(1.5).__round__("a")
(1e308).__round__(-308)
round(1.7e308,-308)
float("nan").__round__()
float("inf").__trunc__()
float("inf").__floor__()
float("nan").__ceil__()
float("inf").as_integer_ratio()
float("nan").as_integer_ratio()
complex("a")
complex("1+2")
complex("1+2j",1)
complex(1,"a")
complex([],1)
complex([])
complex(1,[])
complex(real=1,imag=2)
complex("1",imag=2)
complex(1j,2j)
complex(b"a")
complex(" 1+2j ")
complex("(1+2j)")
complex("1e500")
1j<2j
1j//2
1j%2
divmod(1j,2)
1j/0
0j**-1
0j**1j
pow(1j,2,3)
(1e300+1j)**10
int(1j)
float(1j)
abs(complex(1e308,1e308))
1j**2
(1+2j)**3
(1+2j)**-3
(1+2j)**0.5
(1+2j)**(1+2j)
complex(2.0,-0.0)
complex(-0.0,1)
-1j
(1+2j)/(3+4j)
2/(1+1j)
(1+1j)/2
1-1j
complex(1,2)*3
hash(1+2j)
format(1+2j,"")
format(1+2j,".2f")
format(1+2j,"=5")
format(1+2j,"05")
complex("inf+nanj")
complex("1_000j")
complex("j")
complex("+j")
complex("1+j")
complex("1 + j")
complex("")
complex("  ")
(1+2j).__complex__()
(1+2j).conjugate()
(1+2j).__getnewargs__()
(1+2j).real
complex(True)
(1+2j)==1
(1+0j)==1
(1+0j)==True
1j=="a"
bytearray(b"abc").__reduce_ex__(3)
bytearray(b"abc").__alloc__()'''.split('\n'):
    e(s.replace('\\\\','\\'))
