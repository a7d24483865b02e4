"""Methods of builtin classes in compiled code: by helpers of their own and through their descriptors."""


def lists(count):
    items = []
    for i in range(count):
        items.append(i)
        items.insert(0, -i)
        items.insert(-1, i)
        if i % 3 == 0:
            items.pop()
            items.pop(0)
            items.pop(-1)
    return len(items), items[:5], items[-5:], items.count(7), items.index(7)


def empty_pop(count):
    errors = []
    items = [1]
    for i in range(count):
        try:
            items.pop(i % 3 - 1)
        except IndexError as error:
            errors.append(str(error))
            items.append(i)
    return len(errors), sorted(set(errors))


def dicts(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
        if word in counts and counts.get(word) is None:
            print("never")
        if counts.pop(word + "!", None) is not None:
            print("never")
    gone = counts.pop(words[0], "none")
    return gone, counts.pop("no such word", "none"), sorted(counts.items())


def missing(count):
    errors = 0
    table = {i: i for i in range(0, count, 2)}
    for i in range(count):
        try:
            table.pop(i)
        except KeyError as error:
            errors += error.args[0]
        try:
            table.get([])
        except TypeError as error:
            text = str(error)
        try:
            [] in table
        except TypeError as error:
            text += str(error)
    return errors, text, len(table)


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 5

    def __eq__(self, other):
        if len(table) < 6:
            table[len(table) + 100] = "added"
        return isinstance(other, Key) and other.n == self.n


table = {}
table[Key(1)] = "one"
table[Key(2)] = "two"


def hostile(count):
    found = 0
    for i in range(count):
        found += table.get(Key(i % 4)) is not None
        found += Key(2) in table
        found += len(table.pop(Key(9), "default"))
    return found, len(table)


def texts(count):
    out = []
    for i in range(count):
        line = f" Word{i % 10}, and more.  "
        out.append(line.strip().lower().split(" ")[i % 3].rstrip(",."))
        if line.startswith(" W") and not line.endswith("x"):
            out.append(line.replace("Word", "w").partition(",")[0].upper())
        out.append(",".join([out[-1], line.strip()]).title())
    return len(out), out[:3], out[-3:], "".join(out).find("W9")


class Stack(list):
    def append(self, item):
        super().append(("mine", item))

    def pop(self, *args):
        return "popped", list.pop(self, *args)


class Plain(list):
    pass


def subclasses(makers, count):
    out = []
    for i in range(count):
        items = makers[i % len(makers)]()
        items.append(i)
        items.insert(0, i)
        out.append((type(items).__name__, items.pop(), list(items)))
    return out[-3:]


def rebound(count):
    items = []
    add = items.append
    for i in range(count):
        add(i)
        list.append(items, i)
        list.insert(items, 0, i)
    return len(items), items[:3]


print(lists(1500))
print(empty_pop(1500))
print(dicts(("to be or not to be that is the question " * 60).split()))
print(missing(1500))
print(hostile(1500))
print(texts(1500))
print(subclasses([list], 1500))
print(subclasses([list, Plain, Stack], 1500))
print(rebound(1500))
try:
    [].append(1, 2)
except TypeError as error:
    print(error)
try:
    for i in range(3000):
        ([].append if i < 2000 else [].insert)(i)
except TypeError as error:
    print(i, error)
