"""The texts of TypeErrors of operators on builtin types."""

VALUES = {"1": 1, "1.5": 1.5, "'s'": "s", "b'b'": b"b", "[]": [], "()": (), "{}": {}, "None": None, "set()": set(), "len": len, "int": int}
OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "@", "<<", "&", "<", ">="]
for operator in OPERATORS:
    for left in VALUES:
        for right in ("1", "'s'", "[]", "None", "{}"):
            try:
                eval(f"{left} {operator} {right}", {}, {})
            except TypeError as error:
                print(f"{left} {operator} {right}:", error)
            except Exception as error:
                print(f"{left} {operator} {right}:", type(error).__name__, error)
for operator in ("-", "+", "~"):
    for value in VALUES:
        try:
            eval(f"{operator}{value}")
        except TypeError as error:
            print(error)
for statement in ("x += 's'", "x -= None", "x **= []", "x @= 1", "x //= {}", "x >>= 1.5", "x |= 's'"):
    scope = {"x": 1}
    try:
        exec(statement, scope)
    except TypeError as error:
        print(statement, "->", error)
for statement in ("x += 1", "x += None", "x -= []", "x *= 's'", "x *= 2.0", "x[0] = 1", "x['a']", "x()", "x.y", "del x[3]", "x[1.5]"):
    scope = {"x": []}
    try:
        exec(statement, scope)
    except Exception as error:
        print(statement, "->", type(error).__name__, error)
