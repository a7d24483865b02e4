print("a starts")
import circular_parts.b

value = "a's value"
print("a sees b", circular_parts.b.value)


def call():
    return circular_parts.b.call_back()
