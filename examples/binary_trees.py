"""Build and walk many short-lived binary trees: allocation and release."""

import sys


class Node:
    __slots__ = ("left", "right")

    def __init__(self, left=None, right=None):
        self.left = left
        self.right = right

    def count(self):
        if self.left is None:
            return 1
        return 1 + self.left.count() + self.right.count()


def build(depth):
    if depth == 0:
        return Node()
    return Node(build(depth - 1), build(depth - 1))


def main():
    max_depth = int(sys.argv[1]) if len(sys.argv) > 1 else 16
    min_depth = 4

    stretch = max_depth + 1
    print(f"stretch tree of depth {stretch}: {build(stretch).count()} nodes")

    long_lived = build(max_depth)
    for depth in range(min_depth, max_depth + 1, 3):
        trees = 2 ** (max_depth - depth + min_depth)
        nodes = sum(build(depth).count() for _ in range(trees))
        print(f"{trees} trees of depth {depth}: {nodes} nodes")
    print(f"long-lived tree of depth {max_depth}: {long_lived.count()} nodes")


if __name__ == "__main__":
    main()
