"""A traceback through two files."""

import module_parts.raises as raises

print("calling")


def call():
    return raises.outer([1, 2, 0])


call()
