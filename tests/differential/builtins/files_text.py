"""Text files in a scratch folder: modes, reading, seeking, newlines, encodings, errors."""

import sys

folder = sys.argv[1] if len(sys.argv) > 1 else "/tmp"
path = folder + "/text.txt"
with open(path, "w") as f:
    print(f.write("first line\nsecond \u20ac\n\nlast without newline"), f.mode, f.closed, f.writable(), f.readable(), f.encoding.lower())
print(f.closed)
with open(path) as f:
    print(repr(f.read(5)), repr(f.readline()), f.readlines(), repr(f.read()), f.seek(0), [line for line in f])
for line in open(path):
    print(repr(line), end=" ")
print()
with open(path, "a") as f:
    f.writelines(["\nadded\n", "more\n"])
    print("print to file", 5, file=f)
print(open(path).read().splitlines())
with open(path, "r+") as f:
    f.write("FIRST")
    f.seek(0)
    print(f.readline(), end="")
    print(f.tell() > 0, next(f), end="")
try:
    open(path, "x")
except FileExistsError as error:
    print(error.errno, error.strerror, error.filename == path)
try:
    open(folder + "/missing.txt")
except FileNotFoundError as error:
    print(error.errno, error.strerror, str(error).endswith("missing.txt'"))
try:
    open(folder)
except IsADirectoryError as error:
    print(error.strerror)
with open(path, "w", newline="") as f:
    f.write("a\r\nb\rc\nd")
for newline in (None, "", "\n", "\r\n", "\r"):
    with open(path, newline=newline) as f:
        print(repr(newline), f.readlines())
with open(path, "w", newline="\r\n") as f:
    f.write("x\ny\n")
print(open(path, "rb").read())
with open(path, "w", encoding="latin-1") as f:
    f.write("\xe9")
print(open(path, "rb").read(), open(path, encoding="latin-1").read(), ascii(open(path, errors="replace").read()), repr(open(path, errors="ignore").read()))
for attempt in (lambda: open(path).read(), lambda: open(path, "w", encoding="ascii").write("\u20ac"), lambda: open(path, "q"), lambda: open(path, "rw"), lambda: open(path, ""), lambda: open(path, "rb", encoding="utf-8"), lambda: open(5.5), lambda: open(path, encoding="no-such"), lambda: open(path, "w").read(), lambda: open(path).write("x"), lambda: open(path).foo, lambda: f.read(), lambda: open(path, "w").write(b"bytes"), lambda: open(path, newline="x"), lambda: open(None), lambda: open("a\0b"), lambda: open(path, "rt+b"), lambda: open(path, buffering=0)):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, str(error).replace(folder, "FOLDER"))
f = open(path, "w")
f.write("buffered")
f.close()
f.close()
print(open(path).read(), repr(f.name.replace(folder, "FOLDER")), open(path).readable())
with open(path, "w") as f:
    for i in range(5000):
        f.write(f"line {i}\n")
with open(path) as f:
    print(sum(1 for _ in f), sum(len(line) for line in open(path)), len(open(path).read(100)))
