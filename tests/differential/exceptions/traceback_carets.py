"""Which part of a line the carets of a traceback point at."""

import sys


class Broken:
    def __getattr__(self, name):
        raise AttributeError(name)

    def __getitem__(self, key):
        raise KeyError(key)

    def __call__(self, *args):
        raise TypeError("call")

    def __add__(self, other):
        raise ValueError("add")

    def __lt__(self, other):
        raise ValueError("lt")

    def __bool__(self):
        raise ValueError("bool")

    def __iter__(self):
        raise ValueError("iter")

    def __enter__(self):
        raise ValueError("enter")

    def __exit__(self, *args): ...

    def __neg__(self):
        raise ValueError("neg")

    def __setattr__(self, name, value):
        raise ValueError("set")

    def __format__(self, spec):
        raise ValueError("format")


b = Broken()
f = lambda *a, **k: None
STATEMENTS = ["x = 1 + b.attribute.other + 2", "f(1, b[ 'k' ], 3)", "y = f(1) + b(1, 2) * 3", "(b + 1) + 2", "1 < 2 < b < 3 or b < 3", "if b: pass", "for q in b: pass", "with b: pass", "z = [1, -b, 2]", "b.attr = 5", "x = f'{1} {b} {2}'", "[u for u in b]", "f(*b)", "x = (yyy\n  + 1)", "f(\n  1,\n  b(\n    2\n  )\n)", "del b.x", "assert 1 == 2, 'text'", "raise ValueError('x') from KeyError(1)", "a, c = 1, 2, 3", "x = {'k': b['z']}", "b[1:2]", "b[0] += 1", "import nothing_of_this_name", "from sys import nothing_here", "None.foo()", "'a' + 5 * (3 - 'x')", "\u00e9\u00e8 = b + '\u20ac'", "int('x' * 2)", "while b: pass", "lambda: 0, b.x", "x = 5 if b else 6", "not b", "print(b < 1)", "class K(5): pass", "def g(a=b[1]): pass", "@b\ndef h(): pass", "{**5}", "1 @ 2", "f(**b)", "b.m(1)(2)"]


def positions(error):
    tb = error.__traceback__
    while tb.tb_next is not None and tb.tb_next.tb_frame.f_code.co_filename == "<statement>":
        tb = tb.tb_next
    if tb.tb_frame.f_code.co_filename != "<statement>":
        tb = tb.tb_next
    for index, position in enumerate(tb.tb_frame.f_code.co_positions()):
        if index * 2 == tb.tb_lasti:
            return position


for statement in STATEMENTS:
    try:
        exec(compile(statement, "<statement>", "exec"))
    except Exception as error:
        line, end_line, column, end_column = positions(error)
        lines = statement.encode().split(b"\n")
        part = lines[line - 1][column:end_column].decode() if line == end_line else "(several lines)"
        print(f"{statement!r}: {type(error).__name__} at {line}-{end_line}:{column}-{end_column} {part!r}")
