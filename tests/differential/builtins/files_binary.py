"""Binary files: reading, seeking, readinto, truncation, buffering."""

import sys

folder = sys.argv[1] if len(sys.argv) > 1 else "/tmp"
path = folder + "/data.bin"
with open(path, "wb") as f:
    print(f.write(bytes(range(256))), f.tell(), f.write(bytearray(b"xyz")), f.tell(), f.mode, f.seekable())
with open(path, "rb") as f:
    print(f.read(3), f.seek(250), f.read(), f.read(), f.seek(-3, 2), f.read(2), f.seek(-1, 1), f.read(1), f.tell())
    buffer = bytearray(4)
    f.seek(10)
    print(f.readinto(buffer), buffer, f.peek(1)[:1], f.read1(2), f.readline()[:5])
with open(path, "r+b") as f:
    f.seek(5)
    f.write(b"FIVE")
    f.seek(0)
    print(f.read(12), f.truncate(20), f.seek(0, 2))
print(len(open(path, "rb").read()))
with open(path, "ab") as f:
    print(f.tell(), f.write(b"\n1\n22\n"))
with open(path, "rb") as f:
    f.seek(20)
    print(f.readlines(), list(open(path, "rb"))[-2:])
with open(path, "wb", buffering=0) as f:
    print(f.write(b"raw"), type(f).__name__)
print(type(open(path, "rb")).__name__, type(open(path)).__name__, type(open(path, "r+b")).__name__, type(open(path, "wb")).__name__)
with open(path, "w+b") as f:
    f.write(b"hello world")
    f.seek(6)
    print(f.read(), f.getbuffer() if hasattr(f, "getbuffer") else "no getbuffer", f.fileno() > 2, f.isatty())
for attempt in (lambda: open(path, "rb").write(b"x"), lambda: open(path, "wb").read(), lambda: open(path, "wb").write("text"), lambda: open(path, "rb").seek(-1), lambda: open(path, "rb").seek(0, 9), lambda: open(path, "rb").read("x"), lambda: f.read(), lambda: f.fileno(), lambda: next(iter(open(path, "rb"))), lambda: open(path, "rb").readinto(b"const")):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, str(error).replace(folder, "FOLDER"))
with open(path, "wb") as f:
    for i in range(1000):
        f.write(i.to_bytes(4, "little"))
total = 0
with open(path, "rb") as f:
    while chunk := f.read(4):
        total += int.from_bytes(chunk, "little")
print(total)
data = open(path, "rb").read()
print(len(data), data[-4:], data == b"".join(i.to_bytes(4, "little") for i in range(1000)))
