"""A loop without calls, in which an object dies: its destructor changes what the loop reads.

Nobody but the loop may hold the objects, so they come in a list.
"""


class Node:
    def __init__(self, number, following):
        self.number = number
        self.following = following

    def __del__(self):
        if self.number == 1500:
            numbers.clear()
            numbers.append(1)
            for i in range(5000):
                kept.append([i, i])
        if self.number == 1600:
            holder.extra = "new"
            del holder.value
            holder.value = numbers


class Holder:
    pass


def chain(count):
    node = None
    for i in range(count, -1, -1):
        node = Node(i, node)
    return node


def walk(numbers, box):
    node = box.pop()
    total = 0
    for i in range(2000):
        total += numbers[i]
        numbers[i] = i
        node = node.following
    return total


def only_read(numbers, box):
    node = box.pop()
    total = 0
    for i in range(2000):
        total += numbers[i]
        node = node.following
    return total


def attribute(holder, box):
    node = box.pop()
    total = 0
    for i in range(2000):
        total += holder.value
        node = node.following
    return total


def lengths(numbers, box):
    node = box.pop()
    total = numbers[0]
    for i in range(2000):
        total += len(numbers)
        node = node.following
    return total


kept = []
holder = Holder()
holder.value = 1
numbers = list(range(2000))
try:
    print(walk(numbers, [chain(2100)]))
except IndexError as error:
    print(error, len(numbers))
numbers = list(range(2000))
try:
    print(only_read(numbers, [chain(2100)]))
except IndexError as error:
    print(error, len(numbers))
numbers = list(range(2000))
print(lengths(numbers, [chain(2100)]), len(numbers))
holder.value = 1
try:
    print(attribute(holder, [chain(2100)]))
except TypeError as error:
    print(error)
