"""Bytes in loops, dicts, sorting; searching with bounds; ASCII tables."""

data = bytes(range(256)) * 3
print(len(data), data.find(b"\xff\x00"), data.rfind(b"\x00\x01"), data.count(b"\x80"), data.index(255, 300), data.find(b"", 800), data.find(b"a", -100), data[250:260], data.count(0, 256, 513))
histogram = {}
for byte in b"abracadabra":
    histogram[byte] = histogram.get(byte, 0) + 1
print(histogram, max(histogram, key=histogram.get), sorted([b"b", b"", b"ab", b"a\x00", b"\xff"]), {b"k": 1}[bytes(bytearray(b"k"))])
print([i for i in range(256) if bytes([i]).isspace()], sum(bytes([i]).isalpha() for i in range(256)), [chr(i) for i in range(256) if bytes([i]).isdigit()], bytes(range(256)).upper() == bytes(range(256)).upper().upper(), bytes(range(65, 91)).lower())
checksum = 0
for a, b in zip(data, data[1:]):
    checksum = (checksum * 257 + (a ^ b)) % 65521
print(checksum, sum(data), max(data), min(data), sorted(b"hello", reverse=True), list(reversed(b"abc")), bytes(reversed(b"abc")), bytes(sorted(b"hello")), tuple(enumerate(b"ab")), bytes(x ^ 0x20 for x in b"Hello"))
table = bytes.maketrans(b"abc", b"xyz")
print(len(table), b"aabbcc".translate(table), b"aabbcc".translate(table, b"b"), b"".translate(table), b"\x00\xff".translate(bytes(255 - i for i in range(256))))
print(int.from_bytes(data[1:9], "big"), int.from_bytes(data[1:9], "little"), b"".join(i.to_bytes(2, "big") for i in (1, 256, 65535)), bytes.fromhex(data[10:20].hex()) == data[10:20])
x = b"start"
kept = x
for i in range(5):
    x += bytes([i])
print(x, kept, x[5:] == bytes(5) or x[5:], x.startswith(kept), x.split(b"\x02"), type(x))


class Key(bytes):
    def __eq__(self, other):
        return True

    __hash__ = bytes.__hash__


print(Key(b"a") == b"b", b"b" == Key(b"a"), Key(b"abc").upper(), type(Key(b"a") + b"b"), Key(b"q")[0:1])
