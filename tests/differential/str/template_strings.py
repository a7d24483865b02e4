"""Template strings (PEP 750): parts, interpolations, conversions, nesting."""

name, width, value = "world", 8, 3.14159
t = t"hello {name}!"
print(type(t).__name__, t.strings, t.values, len(t.interpolations))
i = t.interpolations[0]
print(i.value, i.expression, i.conversion, i.format_spec, type(i).__name__)
full = t"{name!r:>{width}} and {value:.2f}{name=}"
print(full.strings, full.values, [(p.expression, p.conversion, p.format_spec) for p in full.interpolations])
print([p if isinstance(p, str) else p.expression for p in full], t"".strings, t"plain".strings, t"{1}{2}".strings, list(t"{1}") != [])


def render(template):
    out = []
    for part in template:
        if isinstance(part, str):
            out.append(part)
            continue
        shown = part.value
        if part.conversion == "r":
            shown = repr(shown)
        elif part.conversion == "s":
            shown = str(shown)
        elif part.conversion == "a":
            shown = ascii(shown)
        if type(shown).__name__ == "Template":
            shown = render(shown)
        out.append(format(shown, part.format_spec))
    return "".join(out)


print(render(full), render(t"a{t"b{1 + 1}"}c"), render(t"{{}}{name}"), render(rt"\n{name}"), render(t"""x
{name.upper()}"""))
joined = t"one {1} " + t"two {2}"
print(joined.strings, joined.values)
print((t"a" t"b{1}").strings, (t"x{0}" + t"").strings)


def noisy(x):
    print("eval", x, end="; ")
    return x


lazy = t"{noisy(1)} {noisy(2):{noisy(3)}}"
print(lazy.values, lazy.interpolations[1].format_spec)
for attempt in (lambda: t"a" + "b", lambda: "a" + t"b", lambda: t"{undefined}", lambda: t"a" * 2, lambda: str(t"x{1}")[:8], lambda: t"a" == t"a", lambda: len(t"a"), lambda: setattr(t, "strings", ())):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
for source in ("t'{}'", "t'{'", "t'a' 'b'", "f'a' t'b'", "t'{a!x}'", "bt'a'", "t'{a b}'"):
    try:
        compile(source, "s", "eval")
        print(source, "compiles")
    except SyntaxError as error:
        print(source, "->", error.msg)
match i:
    case p if p.value == "world":
        print("matched", p.expression)
