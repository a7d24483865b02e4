"""A SyntaxError of compile is printed with its own file and line."""

SOURCE = """def f():
    return 1

def g(:
    pass
"""
try:
    compile(SOURCE, "made_up.py", "exec")
except SyntaxError as error:
    print(error.msg, error.lineno, error.offset, error.text)
eval("1 + * 2")
