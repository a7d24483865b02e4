"""A collection between two rounds of a hot loop runs a destructor that changes what the loop takes for granted."""

import gc


def step(n):
    return n + 1


def other(n):
    return n + 2


class Saboteur:
    def __init__(self):
        self.me = self

    def __del__(self):
        global step, changes
        step, changes = other, changes + 1


changes = 0


def spin(rounds):
    total = 0
    for i in range(rounds):
        total = step(total) % 1000003
        if i == 20000:
            Saboteur()
        keep = [[], [i]]
    return total > 0, keep[1][0]


def stream(rounds):
    total = 0
    for i in range(rounds):
        total = step(total) % 1000003
        if i % 20000 == 15000:
            Saboteur()
        keep = [[], [i]]
        yield keep[1][0]


for _ in range(3):
    print(spin(60000))
print(sum(stream(60000)))
gc.collect()
print(changes)
