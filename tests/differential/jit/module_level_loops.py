"""Hot loops at module level: globals as loop variables, changed from within and without."""

total = 0
for i in range(5000):
    total += i * i % 7
print(total, i)
n = 0
while n < 5000:
    n += 1
    if n == 2500:
        total = float(total)
    total += 1
print(total, n)


def meddle():
    global n, total
    n += 10
    total = "reset" if total == 17 else total


n = 0
rounds = 0
while n < 5000:
    n += 1
    rounds += 1
    if n % 100 == 0:
        meddle()
print(n, rounds)
x = 1
for k in range(100):
    x = x * 3
print(x)
values = []
for k in range(1000):
    values.append(k)
    if k % 2:
        values.pop(0)
print(len(values), values[0], values[-1], sum(values))
for k in range(3000):
    if k == 1500:
        del total
        total = 0
    total += k
print(total)
try:
    for k in range(3000):
        if k == 2000:
            del total
        total += 1
except NameError as error:
    print(error, k)
total = 0
for k in range(2000):
    globals()["total"] = total + 1
    if k == 1000:
        globals().update(total=0)
print(total)
matrix = [[r * c for c in range(30)] for r in range(30)]
trace = 0
for r in range(30):
    for c in range(30):
        if r == c:
            trace += matrix[r][c]
        elif r > c and matrix[r][c] % 13 == 0:
            continue
        elif r * c > 700:
            break
else:
    trace += 0.5
print(trace)
text = ""
for k in range(2000):
    text += chr(97 + k % 26)
    if k == 1000:
        text += "\u20ac"
print(len(text), text[995:1005])
a, b = 0, 1
for _ in range(300):
    a, b = b, a + b
print(a)
for k in [1, 2, 3] * 500 + ["x", None, 2.5]:
    last = k
print(last, k)
exec("for q in range(1000): total += q")
print(total, q)


class Body:
    s = 0
    for k in range(2000):
        s += k
        if k == 1999:
            final = s


print(Body.s, Body.final, Body.k, k)
