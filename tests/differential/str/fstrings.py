"""f-strings: nesting, quotes, conversions, debugging form, specs computed at run time."""

name, value, width, precision = "world", 12.3456, 10, 2
print(f"hello {name}", f"{value:.2f}", f"{value:{width}.{precision}f}|", f"{name!r:>{width}}|", f"{name!a}", f"{name!s:^11}|", f"{{{name}}}", f"{{}}")
print(f"{value=}", f"{value = }", f"{value=:.1f}", f"{name=!s}", f"{1 + 1 = }", f"{name.upper()=}", f"{ {'a': 1}['a'] }", f"{name[0]}{name[-1]}", f"{[1, 2, 3]!r}")
print(f"{f'{f"{1 + 1}"}'}", f"{'nested "quotes"'}", f"{"same quotes"}", f"{'a' if value > 10 else 'b'}", f"{(lambda x: x * 2)(4)}", f"{value!r:>{len(name) * 2}}|", f"{'\n'}".encode())
print(f'''{
    name  # a comment inside
    .title()
}''', f"""{name}
{value}""", rf"\d{width}\n", fr"{name}\{name}", f"\x41\N{BULLET}\u20ac{name}", f"a" "b" f"{1}" 'c{2}', f"{1}" f"{2}")
print(f"{5:03d} {5:+d} {255:#x} {255:08b} {1234567:,} {0.25:.0%} {'x':*^5} {True:d} {3:c}".encode(), f"{10**20:_}", f"{-5:=6d}", f"{'abc':.2}", f"{1.0:g}", f"{1e10:.3e}")
print(f"{name:{'>'}{width}}", f"{value:{'0'}{8}.{1}f}", f"{width:{'#'}{'x'}}", f"{'':5}|", f"{name:{''}}", f"{name:}", f"{1_000}", f"{1,}", f"{1, 2}", f"{*[1, 2],}", f"{not 1}")
print(f"{(x := 5)} {x:=5} {x!r}", f"{x:{x}}", f"{lambda_ if (lambda_ := 3) else 0}", f"{[i for i in range(3)]}", f"{ {i for i in [1]} }", f"{dict(a=1)['a']}", f"{name != 'x'}", f"{x >= 5}", f"{x == 5}")


class Recorder:
    def __format__(self, spec):
        return f"format({spec!r})"

    def __repr__(self):
        return "repr"

    def __str__(self):
        return "str"


r = Recorder()
print(f"{r} {r:} {r:abc} {r!r} {r!s:>5} {r:{1}{'x'}} {r=} {r=:y} {r=!s} {r:%H:%M} {r:{{}}}" if False else f"{r} {r:} {r:abc} {r!r} {r!s:>5} {r:{1}{'x'}} {r=} {r=:y} {r=!s} {r:%H:%M}")


def noisy(x):
    print("eval", x)
    return x


print(f"{noisy(1)} {noisy(2):{noisy(3)}} {noisy(4)!r}")
for bad in ("f'{'", "f'{}'", "f'}'", "f'{a b}'", "f'{a!x}'", "f'{a!}'", "f'{a:{b:{c:{d}}}}'", "f'{lambda x: 1}'", "f'{a'", "f'{ }'", "f'{!r}'", "f'{a!r b}'", "f'{*}'", "f'{a = b = c}'", "f'{\\'", "b'x' f'y'"):
    try:
        print(bad, eval(bad))
    except (SyntaxError, NameError) as error:
        print(bad, "->", type(error).__name__, error.msg if isinstance(error, SyntaxError) else error)
class Bad:
    def __format__(self, spec):
        return 5


for attempt in (lambda: f"{Bad()}", lambda: f"{5:s}", lambda: f"{'a':d}", lambda: f"{[]:5}", lambda: f"{undefined}"):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
