"""Slices with plain bounds, and stores to them that keep the list's length."""

numbers = list(range(6))
print(numbers[1:3], numbers[-2:], numbers[:-4], numbers[4:2], numbers[9:], numbers[:], "abcdef"[2:-1], "abc"[1:2])
print((1, 2, 3)[0:2], (1, 2)[:] == (1, 2), (1, 2)[5:])
numbers[1:3] = numbers[2:4]
print(numbers)
numbers[:] = numbers
print(numbers)
numbers[0:2] = ("a", "b")
print(numbers)
numbers[2:4] = [1, 2, 3]
print(numbers)


class Loud:
    def __init__(self, name, where):
        self.name = name
        self.where = where

    def __del__(self):
        print("gone", self.name, self.where)


louds = []
louds.extend(Loud(name, None) for name in "abcd")
louds[1:3] = [None, 5]
print(len(louds), louds[1:3])
watched = [Loud("x", None), Loud("y", None)]


class Watcher:
    def __del__(self):
        print("sees", watched)


watched[0:2] = [Watcher(), 0]
watched[0:2] = [1, 2]
print(watched)
