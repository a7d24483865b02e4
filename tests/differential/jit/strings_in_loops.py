"""Hot loops over strings, dicts and tuples: typical script code."""


def histogram(text):
    counts = {}
    for char in text:
        if char.isalpha():
            counts[char.lower()] = counts.get(char.lower(), 0) + 1
        else:
            counts["other"] = counts.setdefault("other", 0) + 1
    return sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:5]


text = "The quick brown fox, \u00e9t\u00e9 \u20ac5 \U0001f40d! " * 50
print(ascii(histogram(text)))


def reverse_words(lines):
    out = []
    for line in lines:
        words = line.split()
        for i, word in enumerate(words):
            if i % 2:
                words[i] = word[::-1]
            elif word.startswith("a") or word[-1] == "z":
                words[i] = word.upper() + str(len(word))
        out.append(" ".join(words))
    return "|".join(out)


result = reverse_words(["alpha beta gamma", "fizz buzz", "", "one"] * 100)
print(result[:60], len(result))


def caesar(text, k):
    out = ""
    for c in text:
        o = ord(c)
        if 97 <= o < 123:
            c = chr((o - 97 + k) % 26 + 97)
        out += c
    return out


coded = caesar("hello world " * 100, 3)
print(coded[:12], caesar(coded, 23) == "hello world " * 100)


def tokens(source):
    i, out = 0, []
    while i < len(source):
        c = source[i]
        if c == " ":
            i += 1
        elif c.isdigit():
            j = i
            while j < len(source) and source[j].isdigit():
                j += 1
            out.append(("num", int(source[i:j])))
            i = j
        else:
            out.append(("op", c))
            i += 1
    return out


def evaluate(source):
    stack = []
    for kind, value in tokens(source):
        if kind == "num":
            stack.append(value)
        else:
            b, a = stack.pop(), stack.pop()
            stack.append({"+": a + b, "-": a - b, "*": a * b}[value])
    return stack


print(evaluate("12 34 + 5 * 2 -" + " 3 * 7 +" * 100))


def group(records):
    groups = {}
    for name, score, *rest in records:
        groups.setdefault(name, []).append(score + len(rest))
    return {k: (min(v), max(v), sum(v) / len(v)) for k, v in groups.items()}


print(group([("a", 1), ("b", 2.5, "x"), ("a", 7, 1, 2), ("c", 2**62)] * 200))


def formatted(n):
    size = 0
    for i in range(n):
        size += len(f"{i:>5}|{i / 3:.2f}|{i!r}|{'x' * (i % 3)}")
        size += len("%d-%s" % (i, i)) + len("{}:{:x}".format(i, i))
    return size


print(formatted(2000))


def dict_changes(n):
    d = {}
    for i in range(n):
        key = (i % 13, str(i % 7))
        if key in d:
            d[key] += i
            if d[key] % 5 == 0:
                del d[key]
        else:
            d[key] = i
    return len(d), sum(d.values()), list(d)[:2]


print(dict_changes(3000))


def bytes_loop(data):
    a, b = 1, 0
    for byte in data:
        a = (a + byte) % 65521
        b = (b + a) % 65521
    return b << 16 | a


print(bytes_loop(bytes(range(256)) * 20), bytes_loop(bytearray(b"Wikipedia")))
