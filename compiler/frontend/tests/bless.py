"""Records what CPython makes of the snippets: snippets/NAME.py -> snippets/NAME.txt, and of the
broken sources of errors.txt: errors.recorded.

Usage: TAIPAN_CPYTHON=python3.14 $TAIPAN_CPYTHON tests/bless.py

The text form is the one tests/recorded.rs prints; a snippet may begin with a comment line
`# optimize=2` or `# mode=eval`.
"""

import dis
import marshal
import pathlib
import struct
import sys
import types
import warnings

SNIPPETS = pathlib.Path(__file__).parent / "snippets"


def escape(data):
    return "".join(
        chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\x{b:02x}" for b in data)


def text(value):
    return '"' + escape(value.encode("utf-8", "surrogatepass")) + '"'


def constant(value):
    match value:
        case types.CodeType():
            return f"code {value.co_name}"
        case bool() | None:
            return repr(value)
        case int():
            return f"int {value:#x}"
        case float():
            return "float " + struct.pack(">d", value).hex()
        case complex():
            return "complex " + struct.pack(">dd", value.real, value.imag).hex()
        case str():
            return "str " + text(value)
        case bytes():
            return 'bytes "' + escape(value) + '"'
        case tuple():
            return "(" + ", ".join(map(constant, value)) + ")"
        case frozenset():
            return "{" + ", ".join(sorted(map(constant, value))) + "}"
        case slice():
            return "slice " + constant((value.start, value.stop, value.step))
        case _ if value is ...:
            return "Ellipsis"
    raise TypeError(type(value))


def kinds(code):
    """The bytes of co_localspluskinds: only the marshalled form shows them all."""
    data = marshal.dumps(code)
    at = 0
    refs = []

    def take(count):
        nonlocal at
        at += count
        return data[at - count:at]

    def size():
        return int.from_bytes(take(4), "little", signed=True)

    def value():
        byte = take(1)[0]
        kind = chr(byte & 0x7F)
        if kind == "r":
            return refs[size()]
        if byte & 0x80:
            refs.append(None)
            index = len(refs) - 1
            refs[index] = body(kind)
            return refs[index]
        return body(kind)

    def body(kind):
        if kind in "NTF.":
            return None
        if kind == "i":
            return size()
        if kind == "l":
            return take(2 * abs(size()))
        if kind in "gy":
            return take(8 if kind == "g" else 16)
        if kind in "sutaA":
            return take(size())
        if kind in "zZ":
            return take(take(1)[0])
        if kind == ")":
            return [value() for _ in range(take(1)[0])]
        if kind in "(>":
            return [value() for _ in range(size())]
        if kind == ":":
            return [value() for _ in range(3)]
        assert kind == "c", kind
        take(5 * 4)
        fields = [value() for _ in range(8)]
        size()
        value(), value()
        return fields[4]

    return value()


def dump(code, out):
    out.append(
        f"code {text(code.co_qualname)} name={text(code.co_name)} args={code.co_argcount}"
        f"/{code.co_posonlyargcount}/{code.co_kwonlyargcount} stack={code.co_stacksize}"
        f" flags={code.co_flags:#x} line={code.co_firstlineno}")
    for value in code.co_consts:
        out.append("  const " + constant(value))
    out.append("  names " + " ".join(code.co_names))
    names = list(code.co_varnames) + [c for c in code.co_cellvars
                                      if c not in code.co_varnames] + list(code.co_freevars)
    out.append("  variables " + " ".join(
        f"{name}:{kind:02x}" for name, kind in zip(names, kinds(code))))
    raw = code.co_code
    at = 0
    while at < len(raw):
        name = dis.opname[raw[at]]
        out.append(f"  {at // 2:4} {name} {raw[at + 1]}")
        at += 2 + 2 * caches(name)
    for entry in dis._parse_exception_table(code):
        out.append(f"  except {entry.start // 2} {entry.end // 2} -> {entry.target // 2}"
                   f" depth={entry.depth} lasti={int(entry.lasti)}")
    out.append("  lines " + code.co_linetable.hex())
    for value in code.co_consts:
        if isinstance(value, types.CodeType):
            dump(value, out)


def caches(name):
    return sum(dis._inline_cache_entries.get(name, 0)
               if isinstance(dis._inline_cache_entries.get(name, 0), int) else 0
               for _ in (0,))


def options(source):
    found = {"optimize": 0, "mode": "exec"}
    first = source.split("\n", 1)[0]
    if first.startswith("# ") and "=" in first:
        for part in first[2:].split():
            key, _, value = part.partition("=")
            if key in found:
                found[key] = int(value) if value.isdigit() else value
    return found


def bless_errors():
    """errors.txt holds a source per line, as Python writes it; errors.recorded its error: the
    source and the shown line in hexadecimal, the fields of the exception, and its message."""
    folder = SNIPPETS.parent
    out = []
    for line in (folder / "errors.txt").read_text(encoding="utf-8").splitlines():
        source = eval(line)
        try:
            compile(source, "<string>", "exec", dont_inherit=True)
        except SyntaxError as error:
            places = (error.lineno, error.offset, error.end_lineno, error.end_offset)
            shown = "-" if error.text is None else "=" + error.text.encode().hex()
            out.append(" ".join([
                "=" + source.encode().hex(), shown, type(error).__name__,
                *(str(place or 0) for place in places), error.msg]))
    (folder / "errors.recorded").write_text("\n".join(out) + "\n", encoding="utf-8")


def main():
    warnings.simplefilter("ignore")
    bless_errors()
    for path in sorted(SNIPPETS.glob("*.py")):
        source = path.read_text(encoding="utf-8")
        chosen = options(source)
        out = []
        try:
            code = compile(source, path.name, chosen["mode"], dont_inherit=True,
                           optimize=chosen["optimize"])
            dump(code, out)
        except SyntaxError as error:
            out.append(f"{type(error).__name__} {error.lineno} {error.offset} {error.end_lineno}"
                       f" {error.end_offset}: {error.msg}")
        path.with_suffix(".txt").write_text("\n".join(out) + "\n", encoding="utf-8")


main()
