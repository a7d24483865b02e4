"""str.format: fields, attributes, indices, conversions, nested specs, errors."""


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __format__(self, spec):
        return f"<{spec or 'empty'}>"

    def __repr__(self):
        return f"Point({self.x}, {self.y})"


p = Point(3, [10, {"k": "v"}])
print("{} {} {}".format(1, "a", p), "{0} {1} {0}".format("a", "b"), "{x} {y}".format(x=1, y=2), "{} {x} {}".format(1, 2, x=3))
print("{0.x} {0.y[0]} {0.y[1][k]} {p.y}".format(p, p=p), "{0[0]} {0[1]}".format("ab"), "{a[b c]}".format(a={"b c": 1}), "{0[-1]}".format({"-1": "neg"}))
print("{!r} {!s} {!a} {!r:>12}|{:spec}|{:}".format("\xe9", p, "\xe9", "x", p, p), "{{}} {{{}}}".format(1), "{:{}}|{:{w}.{p}}".format(5, 4, 2.71828, w=8, p=3))
print("{:d}|{:5d}|{:<5d}|{:^5d}|{:05d}|{:+d}|{:x}|{:#x}|{:#010b}|{:o}|{:c}|{:,}|{:_}|{:_b}|{:n}|{:e}|{:.1%}".format(5, 5, 5, 5, 5, 5, 255, 255, 5, 8, 65, 10**9, 10**9, 1000, 7, 5, 5))
print("{:s}|{:5}|{:>5}|{:^5}|{:*^7}|{:.2}|{:5.1}|{:<05}".format("abc", "abc", "abc", "abc", "abc", "abc", "abc", "abc"), "{:>{}}".format("x", 4), "{:=+8}".format(5), "{:\u20ac>5}".format(1))
print("{}{}{}".format(True, None, [1]), "{:5}|{:d}|{!s:5}|".format(True, True, True), "{:>5}".format("\u20ac"), "{:05}".format(-3), "{:,.2f}".format(1234567.891), "{0:{1}{2}}".format(5, ">", 3))
print("{a}{b}".format_map({"a": 1, "b": 2}), "{x}".format_map(type("D", (dict,), {"__missing__": lambda self, key: f"no {key}"})()))
for template, args in (("{", ()), ("}", ()), ("{}", ()), ("{1}", (1,)), ("{x}", ()), ("{} {0}", (1,)), ("{0} {}", (1,)), ("{!x}", (1,)), ("{!}", (1,)), ("{:d}", ("a",)), ("{:s}", (1,)), ("{:z}", (1,)), ("{0.nope}", (1,)), ("{0[0]}", (1,)), ("{0[}", (1,)), ("{0.}", (1,)),
                       ("{:5}", (None,)), ("{:>5}", ([],)), ("{:,s}", ("a",)), ("{:.2d}", (1,)), ("{:c}", (-1,)), ("{:+c}", (65,)), ("{:{}}", (1,)), ("{!r", (1,)), ("{0!r }", (1,)), ("{:99999999999999999999}", (1,)), ("{:=5}", ("a",)), ("{:+}", ("a",)), ("{a.b}", ()), ("{0[a]}", ([1],)), ("{:,b}", (5,)), ("{:5.}", (1.0,))):
    try:
        print(template, template.format(*args))
    except Exception as error:
        print(template, args, type(error).__name__, error)
