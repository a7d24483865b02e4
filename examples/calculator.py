"""A calculator: tokenizer, recursive-descent parser and evaluator of expressions.

    expression := term (("+" | "-") term)*
    term       := factor (("*" | "/" | "%") factor)*
    factor     := "-" factor | power
    power      := atom ["^" factor]
    atom       := NUMBER | NAME | NAME "(" expression ("," expression)* ")" | "(" expression ")"
"""

import math
import sys


class CalculatorError(Exception):
    pass


class Token:
    __slots__ = ("kind", "text", "column")

    def __init__(self, kind, text, column):
        self.kind = kind
        self.text = text
        self.column = column


def tokenize(source):
    position = 0
    while position < len(source):
        char = source[position]
        start = position
        if char.isspace():
            position += 1
            continue
        if char.isdigit():
            while position < len(source) and (source[position].isdigit() or source[position] == "."):
                position += 1
            kind = "number"
        elif char.isalpha():
            while position < len(source) and source[position].isalnum():
                position += 1
            kind = "name"
        elif char in "+-*/%^(),":
            position += 1
            kind = char
        else:
            raise CalculatorError(f"column {start}: unexpected {char!r}")
        yield Token(kind, source[start:position], start)
    yield Token("end", "", position)


class Number:
    def __init__(self, value):
        self.value = value

    def evaluate(self, scope):
        return self.value


class Variable:
    def __init__(self, name):
        self.name = name

    def evaluate(self, scope):
        try:
            return scope[self.name]
        except KeyError:
            raise CalculatorError(f"unknown name {self.name!r}") from None


class Negation:
    def __init__(self, operand):
        self.operand = operand

    def evaluate(self, scope):
        return -self.operand.evaluate(scope)


class Binary:
    def __init__(self, operator, left, right):
        self.operator = operator
        self.left = left
        self.right = right

    def evaluate(self, scope):
        left = self.left.evaluate(scope)
        right = self.right.evaluate(scope)
        match self.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "^":
                return left**right
        if right == 0:
            raise CalculatorError("division by zero")
        return left / right if self.operator == "/" else left % right


class Call:
    FUNCTIONS = {"sqrt": math.sqrt, "max": max, "min": min, "abs": abs, "floor": math.floor}

    def __init__(self, name, arguments):
        if name not in self.FUNCTIONS:
            raise CalculatorError(f"unknown function {name!r}")
        self.function = self.FUNCTIONS[name]
        self.arguments = arguments

    def evaluate(self, scope):
        return self.function(*[argument.evaluate(scope) for argument in self.arguments])


class Parser:
    def __init__(self, source):
        self.tokens = tokenize(source)
        self.token = next(self.tokens)

    def take(self):
        token = self.token
        self.token = next(self.tokens, token)
        return token

    def accept(self, *kinds):
        if self.token.kind in kinds:
            return self.take()
        return None

    def expect(self, kind):
        token = self.accept(kind)
        if token is None:
            found = self.token.text or "the end"
            raise CalculatorError(f"column {self.token.column}: expected {kind}, found {found}")
        return token

    def parse(self):
        tree = self.expression()
        self.expect("end")
        return tree

    def expression(self):
        left = self.term()
        while operator := self.accept("+", "-"):
            left = Binary(operator.kind, left, self.term())
        return left

    def term(self):
        left = self.factor()
        while operator := self.accept("*", "/", "%"):
            left = Binary(operator.kind, left, self.factor())
        return left

    def factor(self):
        if self.accept("-"):
            return Negation(self.factor())
        return self.power()

    def power(self):
        base = self.atom()
        if self.accept("^"):
            return Binary("^", base, self.factor())
        return base

    def atom(self):
        if token := self.accept("number"):
            return Number(float(token.text) if "." in token.text else int(token.text))
        if token := self.accept("name"):
            if self.accept("("):
                return Call(token.text, self.arguments())
            return Variable(token.text)
        self.expect("(")
        inside = self.expression()
        self.expect(")")
        return inside

    def arguments(self):
        arguments = [self.expression()]
        while self.accept(","):
            arguments.append(self.expression())
        self.expect(")")
        return arguments


def calculate(source, scope):
    return Parser(source).parse().evaluate(scope)


EXPRESSIONS = [
    "1 + 2 * 3 - 4 / 8",
    "-x^2 + 3*x - (x - 1) * (x + 1)",
    "2 ^ 3 ^ 2 % 100",
    "sqrt(x*x + y*y) * max(1, min(x, y), 3)",
    "((((x + 1) * 2 + y) * 3 - x) % 97 + abs(-y)) / 2.5",
    "floor(y / 3) * 3 + y % 3",
]

MISTAKES = ["1 +", "2 * (3 + 4", "5 $ 5", "nothing + 1", "1 / (2 - 2)", "sin(1)", "4 5", ""]


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 16_000
    total = 0.0
    for x in range(rounds):
        scope = {"x": x, "y": rounds - x / 2}
        for source in EXPRESSIONS:
            total += calculate(source, scope)
    print(f"total {total:.6f}")

    for source in EXPRESSIONS:
        print(f"{source} = {calculate(source, {'x': 3, 'y': 7})}")
    for source in MISTAKES:
        try:
            print(calculate(source, {}))
        except CalculatorError as error:
            print(f"{source!r}: {error}")


if __name__ == "__main__":
    main()
