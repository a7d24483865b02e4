"""Complex numbers: construction, arithmetic, text."""

class A:
    def __complex__(s): return 1
class B:
    def __float__(s): return 1
class C:
    def __index__(s): return 1.5
class D(float): pass
class I:
    def __int__(s): return 1.5
class E(complex): pass

def e(s):
    if 1:

        try: print(s,'->',repr(eval(s)))
        except BaseException as x: print(s,'->',type(x).__name__+':',x)

for s in '''complex(A())
complex(A(),1)
complex(B())
complex(C())
float(B())
float(C())
int(I())
int(C())
complex(1j,2)
complex(1,2j)
complex(E(1j),2)
complex(E(1j))
complex(real=1j)
complex.from_number(E(1))
E.from_number(1j)
float(D(1.5))
E(1)
complex(1,2,3)
complex(x=1)
complex("1", 2)
complex("1e5+2.5e-3j"), complex("-inf-infj"), complex("nan"), complex("+1-j"), complex("\\t( 1+2j )\\n")
complex("1+2j)"), 
complex("(1+2j")
complex("1+2jj")
complex("1__0j")
complex("1_0+1_0j")
complex("_1j")
complex("infinity+infinityj")
complex("1j+2")
complex("i")
complex("\\0")
(-8)**(1/3)
(-8.0)**0.5
0j**0
1j**1000
complex("inf")*1j, complex("inf")*complex("nan"), complex("inf")/2j, 1/complex("inf"), complex(1,1)/complex("inf"), complex("nan")*0
abs(3+4j), -(1+2j), +(1+2j), bool(0j), bool(1j)
(1+2j)**100, (1+2j)**-100,(1+2j)**101
1j.imag
complex.__new__(complex,1)
str(1e16+1j), repr(complex("nan")), repr(-0j), repr(complex(-0.0,-0.0)), repr(complex(0,-0.0)), repr(1e-5j)
format(1+2j, ">20"), format(1+2j,"+.1e"), format(1j,""), format(1j,"g"), format(3j,".3")
hash(complex("nan"))!=0
1j+1, 1+1j, 1.5-1j, 1j-1.5, True*1j, 2**1j, 1j**2.0
1j+"a"
1j**"a"
(1j).__eq__(1), (1j).__lt__(1), (1j).__eq__("a")
int.from_bytes(b"ab", byteorder="little", signed=1)
float("0x10")
(1.0).__eq__("a")'''.split('\n'): e(s)
