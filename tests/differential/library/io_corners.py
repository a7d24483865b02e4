import _io, sys, builtins
_print=print
def print(*a,**k):
    if "file" in k: return _print(*a,**k)
    _print(*[str(x).replace(N,"FILE") for x in a],**k)
io=_io
def tr(f,*a,**k):
    try: return repr(f(*a,**k))
    except BaseException as e: return type(e).__name__+": "+str(e)
import posix
N="taipan_io_%d.txt" % posix.getpid()
f=open(N,"w",newline="\r\n"); f.write("a\nb\nü\n"); f.close()
print(open(N,"rb").read())
f=open(N); print(f.read(1),f.tell(),f.readline(),f.tell(),f.newlines,f.read(),f.tell(),f.newlines); 
f.seek(3); print(f.read(), tr(f.seek,1,1), tr(f.seek,1,2), tr(f.seek,-1), tr(f.seek,0,7), f.seek(0,2))
f=open(N,newline=""); print(list(f), f.newlines)
f=open(N,newline="\r\n"); print(list(f), f.newlines)
f=open(N,newline="\r"); print(list(f))
f=open(N); next(f); print(tr(f.tell)); f.close(); print(tr(f.read), tr(f.tell), tr(f.fileno), tr(f.write,"x"), f)
f=open(N,"wb"); print(f, tr(f.read), tr(f.write,"x"), f.write(b"12345"), f.tell(), f.seek(1), f.write(b"ZZ"), f.truncate(4)); f.close()
print(open(N,"rb").read(), tr(f.write,b"x"), tr(f.flush))
f=open(N,"r+b"); print(f, f.read(1), f.write(b"--"), f.read(), f.seek(0), f.read(), f.peek(), f.tell()); f.close()
f=open(N,"rb",buffering=0); print(f, f.read(2), f.readall(), f.read(), tr(f.write,b"1")); f.close(); print(f)
f=open(N,"a"); print(f.tell(), f.mode, f.writable(), f.readable(), f.seekable()); f.write("end"); f.close()
print(open(N).read(), tr(open,N,"x"), tr(open,N,"r",0), tr(open,N,"rb",encoding="x"), tr(open,N,encoding="nope"), tr(open,N,newline="x"), tr(open,-1), tr(open,999), tr(open,1.5), tr(open,"/"), tr(open,"a\0b"), tr(open,N,"r",buffering=-5), tr(open,None))
f=open(N,"w",encoding="ascii"); print(tr(f.write,"ü"), f.write("x"), f.encoding, f.errors); f.close()
f=open(N,"w",encoding="utf-16"); f.write("a"); f.write("b"); f.close(); print(open(N,"rb").read(), open(N,encoding="utf-16").read())
f=open(N,"w",encoding="utf-8-sig"); f.write("a"); f.write("b"); f.close(); print(open(N,"rb").read(), open(N,encoding="utf-8-sig").read())
open(N,"wb").write(b"a\xffb\xc3"); print(tr(open(N).read), open(N,errors="replace").read(), open(N,errors="surrogateescape").read().encode("utf-8","surrogateescape"), ascii(open(N,errors="ignore").read()))
s=io.StringIO("ab\ncd"); print(s.read(1),s.tell(),s.readline(),s.write("XYZ"),s.getvalue(),s.seek(0,2),s.truncate(2),s.getvalue(),tr(s.write,1),tr(s.seek,-1),tr(s.seek,1,1),tr(s.fileno),s.isatty(),s.closed); s.close(); print(tr(s.read), tr(s.getvalue))
s=io.StringIO(); s.seek(3); s.write("x"); print(repr(s.getvalue())); print(tr(io.StringIO,1), io.StringIO("a\r\nb",newline=None).read(), repr(io.StringIO("a\nb",newline="\r\n").read()))
b=io.BytesIO(b"abc"); print(b.read(),b.seek(1),b.write(b"Z!"),b.getvalue(),tr(b.write,"x"),tr(b.seek,-1),b.seek(-1,2),b.read1(),b.seek(10),b.write(b"q"),b.getvalue(),b.truncate(2),b.getvalue(),b.readinto(bytearray(3)),tr(b.fileno)); 
ba=bytearray(2); b.seek(0); print(b.readinto(ba),ba, b.readline(), b.readlines(), b.closed, b.__getstate__())
t=io.TextIOWrapper(io.BytesIO(), encoding="utf-8", line_buffering=True); t.write("hé\n"); print(t.buffer.getvalue(), t, t.line_buffering); t.reconfigure(line_buffering=False, newline="\r\n"); t.write("x\n"); t.flush(); print(t.buffer.getvalue(), tr(t.reconfigure,newline="q")); b=t.detach(); print(tr(t.read), b.getvalue())
class R(io._RawIOBase):
    def __init__(self): self.d=b"line1\nline2\nx"; self.p=0
    def readable(self): return True
    def readinto(self,b):
        n=min(len(b),4,len(self.d)-self.p); b[:n]=self.d[self.p:self.p+n]; self.p+=n; return n
r=io.BufferedReader(R()); print(r.readline(), r.read(2), r.peek(), r.read(), tr(r.seek,0), tr(r.tell))
t=io.TextIOWrapper(R()); print(tr(t.readlines)); t=io.TextIOWrapper(io.BufferedReader(R()));print(t.readlines())
print(R().read(3), R().readall(), R().readline(), list(R()))
class W(io._RawIOBase):
    def __init__(self): self.out=[]
    def writable(self): return True
    def write(self,b): self.out.append(bytes(b)); return len(b)
w=W(); bw=io.BufferedWriter(w,4); bw.write(b"ab"); print(w.out); bw.write(b"cde"); bw.flush(); print(b"".join(w.out), bw.close(), w.closed, tr(bw.write,b"1"))
d=io.IncrementalNewlineDecoder(None,True); print(repr(d.decode("a\r")),repr(d.decode("\nb\r\n")),repr(d.decode("c\r",True)),d.newlines,d.getstate())
print(tr(io._IOBase().fileno), tr(io._IOBase().seek,0), io._IOBase().readable(), tr(io._RawIOBase().read), tr(io._BufferedIOBase().read), tr(io._TextIOBase().read), tr(io._IOBase()._checkReadable))
with open(N,"w") as f: print("x",2,sep="-",file=f)
print(open(N).read(), tr(f.__enter__))
p=io.BufferedRWPair(io.BytesIO(b"abc"),io.BytesIO()); print(p.read(2), p.write(b"q"), p.readable(), p.closed)
print(io.UnsupportedOperation.__mro__, io.UnsupportedOperation.__module__, io.open is open, io.text_encoding(None), io.DEFAULT_BUFFER_SIZE)
f=open(N); f.foo=1; print(f.foo, sorted(f.__dict__)); 
import gc
def g():
    f=open(N,"w"); f.write("unflushed")
g(); print(open(N).read())
print(tr(io.FileIO,N,"q"),tr(io.FileIO,N,"rw"),tr(io.FileIO,N,closefd=False), io.FileIO(N).name)
f=open(N,"w+"); f.write("hello world"); f.seek(0); print(f.read(5), f.tell(), f.write("X"), f.tell(), f.seek(0), f.read())

posix.unlink(N)
