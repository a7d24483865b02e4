"""for and while with else, break, continue."""


def find(items, wanted):
    for item in items:
        if item == wanted:
            print("found", item, end=" ")
            break
    else:
        print("no", wanted, end=" ")
        return None
    return item


print(find([1, 2, 3], 2), find([], 1), find([1], 5))


def nested(limit):
    out = []
    for i in range(limit):
        j = 0
        while True:
            j += 1
            if j == 2:
                continue
            if j > 4:
                break
            out.append((i, j))
            for k in range(j):
                if k == i:
                    break
            else:
                out.append("inner else")
                continue
            out.append("after break")
        else:
            out.append("never")
        if i == 1:
            break
    else:
        out.append("outer else")
    return out


print(nested(1))
print(nested(3))
n = 5
while n:
    n -= 1
    if n == 10:
        break
else:
    print("while else", n)
while False:
    pass
else:
    print("else of a loop that never ran")
for _ in ():
    pass
else:
    print("else of an empty for")
while True:
    if n > 3:
        break
    n += 1
else:
    print("not reached")
print(n)
total = 0
for i in range(10):
    if i % 2:
        continue
    for j in range(10):
        if j > i:
            break
        if (i + j) % 3 == 0:
            continue
        total += i * j
    else:
        total += 1000
print(total)
for x in range(3): print(x, end=";")
else: print("done")
i = 0
while i < 3: i += 1
print(i, [print("side", v) for v in ()])
for a.b in [1] if (a := type("A", (), {})()) else []:
    print(a.b)
for [p, q] in [(1, 2)]: print(p, q)
d = {}
for d["key"] in "xy": pass
print(d)
