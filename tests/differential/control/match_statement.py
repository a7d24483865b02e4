"""match: every kind of pattern, guards, binding, and what fails to match."""


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


class Color:
    RED = "red"
    BLUE = 2


def kind(value):
    match value:
        case 0 | 0.5:
            return "zero or half"
        case True:
            return "true"
        case None:
            return "none"
        case -1:
            return "minus one"
        case Color.RED:
            return "color red"
        case "a" | "b" as letter:
            return f"letter {letter}"
        case str() as s if len(s) > 5:
            return f"long {s}"
        case str(s):
            return f"string {s}"
        case bytes() | bytearray():
            return "bytes"
        case int(n) if n > 100:
            return f"big {n}"
        case int():
            return "int"
        case []:
            return "empty sequence"
        case [x]:
            return f"one {x}"
        case [1, *rest]:
            return f"starts with 1, then {rest}"
        case [first, *_, last] if first == last:
            return f"framed by {first}"
        case (Point(x=0), *points):
            return f"point on axis and {len(points)}"
        case [[a, b], {"k": c}]:
            return f"nested {a} {b} {c}"
        case {"type": "circle", "r": r, **others}:
            return f"circle {r} {others}"
        case {"x": int(x), "y": int(y)}:
            return f"mapping point {x} {y}"
        case {}:
            return "mapping"
        case Point(0, 0):
            return "origin"
        case Point(x, y=0):
            return f"on x axis at {x}"
        case Point(x=px, y=py) if px == py:
            return f"diagonal {px}"
        case Point():
            return "point"
        case float("inf") if False:
            return "never"
        case _:
            return f"other {type(value).__name__}"


VALUES = [0, 0.5, 0.0, True, 1, None, -1, 500, "red", "a", "abcdefg", "xyz", b"x", [], (), [9], (1, 2, 3), [1], [5, 6, 5], [5, 6], range(1, 4), [Point(0, 1), 2], [[1, 2], {"k": 3}], {"type": "circle", "r": 2, "z": 1}, {"x": 1, "y": 2}, {"x": "1", "y": 2}, {}, {1: 2}, Point(0, 0), Point(3, 0), Point(2, 2), Point(1, 2), 1.5, {1}, "", iter([]), int]
for value in VALUES:
    print(kind(value))


class Two:
    __match_args__ = ("a",)
    a = 1


class BadArgs:
    __match_args__ = [1]


def attempt(pattern, subject):
    source = f"match subject:\n case {pattern}: result = 'matched'\n case _: result = 'default'"
    scope = {"subject": subject, "Two": Two, "BadArgs": BadArgs, "int": int}
    try:
        exec(source, scope)
        return scope["result"], sorted(k for k in scope if len(k) == 1)
    except Exception as error:
        return type(error).__name__, getattr(error, "msg", error)


for pattern, subject in (("Two(1)", Two()), ("Two(1, 2)", Two()), ("BadArgs(1)", BadArgs()), ("int(1, 2)", 1), ("5()", 1), ("missing.x", 1), ("x | y", 1), ("[*a, *b]", []), ("{'a': 1, 'a': 2}", {}), ("{**r, 'a': 1}", {}), ("[x, x]", []), ("x if y", 1), ("Two(a=1, a=2)", 1), ("-x", 1), ("1 + 2", 1), ("{x: 1}", {}), ("f'a'", "a"), ("[p, (q | q)]", [1, 2]), ("(a, b) | (b, a)", (1, 2)), ("_", 5), ("int", 5)):
    print(pattern, attempt(pattern, subject))
match x := 5, "extra":
    case (5, str()) as whole:
        print(x, whole)
match = {"match": 1}
case = match["match"]
print(match, case)
