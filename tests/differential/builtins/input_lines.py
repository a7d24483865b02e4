"""input(): prompts, empty lines, the end of the input, iteration over sys.stdin."""

import sys

print(repr(input()))
print(repr(input("prompt> ")))
print(repr(input()))
n = int(input())
print(sum(int(x) for x in input().split()), n)
print(repr(sys.stdin.readline()))
print([line for _, line in zip(range(2), sys.stdin)])
print(repr(sys.stdin.read(3)), repr(sys.stdin.readline()))
try:
    while True:
        print(repr(input()))
except EOFError as error:
    print("EOF:", error)
print(repr(sys.stdin.read()), sys.stdin.readlines(), repr(sys.stdin.readline()))
try:
    input("again? ")
except EOFError as error:
    print(repr(error))
for attempt in (lambda: input(1, 2), lambda: input(prompt="x")):
    try:
        attempt()
    except TypeError as error:
        print(error)


class Fake:
    def __init__(self, lines):
        self.lines = lines

    def readline(self):
        return self.lines.pop(0) if self.lines else ""


sys.stdin = Fake(["one\n", "two"])
print(input("fake: "), input())
try:
    input()
except EOFError as error:
    print(error)
sys.stdin = None
try:
    input()
except RuntimeError as error:
    print(error)
