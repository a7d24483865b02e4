"""Modules that fail while they are imported leave no trace and can be tried again."""

import sys

import failing_parts

for _ in range(4):
    try:
        import failing_parts.broken

        print("imported", failing_parts.broken.after)
    except RuntimeError as error:
        tb = error.__traceback__
        while tb.tb_next:
            tb = tb.tb_next
        print(error, tb.tb_lineno, "failing_parts.broken" in sys.modules, hasattr(failing_parts, "broken"))
print(failing_parts.attempts)
try:
    import failing_parts.syntax
except SyntaxError as error:
    print(error.msg, error.lineno, error.filename.rsplit("/", 1)[1], "failing_parts.syntax" in sys.modules)
