"""An uncaught exception: frames, source lines, carets; stdout comes first."""


def innermost(values):
    return values[0] + values["key"]


def middle(n):
    if n == 0:
        return innermost([1, 2])
    return middle(n - 1)


class Caller:
    def method(self):
        result = middle(
            2,
        )
        return result


print("before")
Caller().method()
print("never")
