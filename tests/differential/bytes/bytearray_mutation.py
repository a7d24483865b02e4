"""bytearray as a mutable sequence."""

b = bytearray(b"hello")
b[0] = 72
b[-1:] = b"O!"
b += b"xyz"
b.append(33)
b.extend([65, 66])
b.extend(b"CD")
print(b, len(b))
del b[5:8]
b.insert(0, 62)
b.insert(100, 60)
print(b, b.pop(), b.pop(0), b)
b.remove(108)
b.reverse()
print(b, b.index(b"l"), b.count(b"B"), b.copy() == b, b.copy() is b)
b[1:3] = range(97, 100)
b[::2] = b"." * len(b[::2])
print(b)
b *= 2
del b[::3]
print(b, b.find(b"."))
b.clear()
print(b, bool(b), bytearray(3), bytearray("\xe9", "latin-1"))
c = bytearray(b"abcdef")
c[2:2] = c
print(c)
c[:] = b""
c.extend(i for i in range(3))
c += bytearray(b"z")
print(c, c == b"\x00\x01\x02z", list(c), c.hex())
for action in ("c[0] = 256", "c[0] = 'a'", "c[10] = 1", "c[::2] = b'x'", "c.append(-1)", "c.extend('ab')", "c.remove(99)", "c.pop(10)", "bytearray().pop()", "c += 'a'", "c += [1]", "hash(c)", "c[0:1] = 5", "c.insert('a', 1)", "del c[7]", "c.extend([1, 300])", "c[0] = 1.5"):
    try:
        exec(action)
        print(action, c)
    except Exception as error:
        print(action, "->", type(error).__name__, error)
m = memoryview(bytearray(b"memory"))
m[0] = 77
print(bytes(m), m[1:3].tobytes(), len(m), m[-1], m.tolist()[:2], m.readonly, memoryview(b"x").readonly, m[::2].tobytes(), m == b"Memory")
d = bytearray(b"locked")
view = memoryview(d)
try:
    d.append(1)
except BufferError as error:
    print(error)
view.release()
d.append(33)
print(d)
for action in (lambda: view[0], lambda: memoryview("a"), lambda: memoryview(b"a").__setitem__(0, 1), lambda: memoryview(b"ab")[5]):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
