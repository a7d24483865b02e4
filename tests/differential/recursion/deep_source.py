"""Deep nesting in source code: parsed, refused, or evaluated, but never a crash."""


def attempt(name, source, check=lambda v: v):
    try:
        print(name, check(eval(source)))
    except (SyntaxError, RecursionError, MemoryError) as error:
        print(name, "refused")


attempt("parens", "(" * 50 + "1" + ")" * 50)
attempt("many parens", "(" * 100_000 + "1" + ")" * 100_000)
attempt("lists", "[" * 50 + "]" * 50, lambda v: str(v).count("["))
attempt("many lists", "[" * 100_000 + "]" * 100_000)
attempt("sum", "+".join(["1"] * 500))
attempt("unary", "-" * 100 + "1")
attempt("not", "not " * 100 + "1")
attempt("attributes", "(1)" + ".real" * 500)
attempt("comparisons", "<".join(map(str, range(300))))
attempt("strings", " ".join(["'ab'"] * 2000), len)
attempt("wide list", "[" + ",".join(["1"] * 20_000) + "]", sum)
attempt("wide dict", "{" + ",".join(f"{i}:{i}" for i in range(5000)) + "}", len)
attempt("conditional", "1 if 0 else " * 50 + "2")
attempt("fstring", "f'{1}'" * 300, len)
attempt("or", " or ".join(["0"] * 2000 + ["7"]))
scope = {}
exec("\n".join(f"v{i} = {i}" for i in range(5000)), scope)
print(scope["v4999"])
exec("def f(" + ", ".join(f"a{i}" for i in range(500)) + "):\n return a499", scope)
print(scope["f"](*range(500)))
exec("def g():\n" + "\n".join(f" x{i} = {i}" for i in range(1000)) + "\n return x999", scope)
print(scope["g"]())
body = ""
for depth in range(18):
    body += " " * depth + "for i in range(1):\n"
body += " " * 18 + "result = 'deep loop'\n"
exec(body, scope)
print(scope["result"])
for depth, opener in ((25, "for i in (1,):"), (150, "if 1:"), (25, "with c:"), (25, "try:")):
    source = "".join(" " * d + opener + "\n" for d in range(depth)) + " " * depth + "pass\n"
    try:
        compile(source, "s", "exec")
        print(opener, "compiles")
    except SyntaxError as error:
        print(opener, error.msg)
