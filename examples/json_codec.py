"""A JSON encoder and parser written in Python, checked by round trips."""

import sys

ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
UNESCAPES = {escape[1]: char for char, escape in ESCAPES.items()} | {"/": "/"}
WHITESPACE = " \t\n\r"
NUMBER_CHARS = frozenset("0123456789+-.eE")


def encode(value):
    parts = []
    write_value(value, parts.append)
    return "".join(parts)


def write_value(value, write):
    if value is None:
        write("null")
    elif value is True:
        write("true")
    elif value is False:
        write("false")
    elif isinstance(value, str):
        write_string(value, write)
    elif isinstance(value, (int, float)):
        write(repr(value))
    elif isinstance(value, dict):
        separator = "{"
        for key, item in value.items():
            write(separator)
            write_string(key, write)
            write(":")
            write_value(item, write)
            separator = ","
        write("}" if value else "{}")
    elif isinstance(value, (list, tuple)):
        separator = "["
        for item in value:
            write(separator)
            write_value(item, write)
            separator = ","
        write("]" if value else "[]")
    else:
        raise TypeError(f"{type(value).__name__} has no JSON form")


def write_string(text, write):
    write('"')
    for char in text:
        if char in ESCAPES:
            write(ESCAPES[char])
        elif " " <= char <= "~":
            write(char)
        else:
            code = ord(char)
            if code > 0xFFFF:
                code -= 0x10000
                write(f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}")
            else:
                write(f"\\u{code:04x}")
    write('"')


class ParseError(ValueError):
    pass


class Parser:
    def __init__(self, text):
        self.text = text
        self.position = 0

    def fail(self, message):
        raise ParseError(f"{message} at {self.position}")

    def peek(self):
        """The next character that is not whitespace, '' at the end."""
        text = self.text
        while self.position < len(text):
            char = text[self.position]
            if char not in WHITESPACE:
                return char
            self.position += 1
        return ""

    def expect(self, char):
        if self.peek() != char:
            self.fail(f"expected {char!r}")
        self.position += 1

    def document(self):
        value = self.value()
        if self.peek():
            self.fail("extra data")
        return value

    def value(self):
        match self.peek():
            case "{":
                return self.object()
            case "[":
                return self.array()
            case '"':
                return self.string()
            case "t":
                return self.word("true", True)
            case "f":
                return self.word("false", False)
            case "n":
                return self.word("null", None)
            case _:
                return self.number()

    def word(self, word, value):
        if not self.text.startswith(word, self.position):
            self.fail("expected a value")
        self.position += len(word)
        return value

    def number(self):
        start = self.position
        while self.position < len(self.text) and self.text[self.position] in NUMBER_CHARS:
            self.position += 1
        literal = self.text[start : self.position]
        try:
            return int(literal)
        except ValueError:
            pass
        try:
            return float(literal)
        except ValueError:
            self.fail("expected a value")

    def string(self):
        self.expect('"')
        parts = []
        text = self.text
        while True:
            start = self.position
            while self.position < len(text) and text[self.position] not in '"\\':
                self.position += 1
            parts.append(text[start : self.position])
            if self.position >= len(text):
                self.fail("unterminated string")
            self.position += 1
            if text[self.position - 1] == '"':
                return "".join(parts)
            parts.append(self.escape())

    def escape(self):
        char = self.text[self.position]
        self.position += 1
        if char != "u":
            if char not in UNESCAPES:
                self.fail("unknown escape")
            return UNESCAPES[char]
        code = self.code_unit()
        if 0xD800 <= code < 0xDC00 and self.text.startswith("\\u", self.position):
            self.position += 2
            code = 0x10000 + ((code - 0xD800) << 10) + (self.code_unit() - 0xDC00)
        return chr(code)

    def code_unit(self):
        digits = self.text[self.position : self.position + 4]
        self.position += 4
        return int(digits, 16)

    def array(self):
        self.expect("[")
        items = []
        if self.peek() != "]":
            items.append(self.value())
            while self.peek() == ",":
                self.position += 1
                items.append(self.value())
        self.expect("]")
        return items

    def object(self):
        self.expect("{")
        members = {}
        if self.peek() != "}":
            self.member(members)
            while self.peek() == ",":
                self.position += 1
                self.member(members)
        self.expect("}")
        return members

    def member(self, members):
        self.peek()
        key = self.string()
        self.expect(":")
        members[key] = self.value()


def decode(text):
    return Parser(text).document()


def record(number):
    return {
        "id": number,
        "name": f"item \N{BULLET} {number}",
        "price": number * 1.25,
        "scale": 1e-7 * number,
        "tags": ["new", 'a "quoted"\tword', "\N{GREEK SMALL LETTER LAMDA}\N{SNAKE}"],
        "parent": None if number % 3 else number // 3,
        "on sale": number % 2 == 0,
        "size": {"width": number % 17, "height": -number, "depth": []},
        "extra": {},
    }


def main():
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 16_000
    data = [record(number) for number in range(records)]
    text = encode(data)
    again = decode(text)
    checksum = 0
    for char in text:
        checksum = (checksum * 33 + ord(char)) & 0xFFFFFFFF
    print(f"{len(text)} characters, checksum {checksum:08x}")
    print(f"round trip: {again == data}, {encode(again) == text}")
    print(text[:250])

    for broken in ["", "[1, 2", '{"a" 1}', '"open', "tru", "[1,]", "1 2", '"\\x"', "-"]:
        try:
            decode(broken)
        except ParseError as error:
            print(f"{broken!r}: {error}")


if __name__ == "__main__":
    main()
