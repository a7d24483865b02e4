"""sys.exception() follows handlers in and out, through calls and generators."""

import sys


def current():
    return repr(sys.exception())


def nested():
    seen = [current()]
    try:
        raise ValueError(1)
    except ValueError:
        seen.append(current())
        try:
            raise KeyError(2)
        except KeyError:
            seen.append(current())
            inner()
        seen.append(current())
        try:
            seen.append(current())
        finally:
            seen.append(current())
    seen.append(current())
    return seen


def inner():
    try:
        raise IndexError(3)
    except IndexError:
        print("inner", current())
    print("inner after", current())


print(nested())
try:
    raise OSError("outer")
except OSError:
    print(nested())
    print(current())


class Context:
    def __enter__(self):
        return self

    def __exit__(self, *info):
        print("exit sees", current(), info[0] is not None)
        return True


with Context():
    raise ValueError("in with")
print(current())


def finally_sees():
    try:
        try:
            raise ValueError("f")
        finally:
            print("finally sees", current())
    except ValueError:
        pass
    try:
        return "value"
    finally:
        print("finally on return sees", current())


print(finally_sees())
for i in range(3):
    try:
        raise ValueError(i)
    except ValueError:
        if i == 0:
            continue
        if i == 1:
            break
    finally:
        print("loop finally", current())
print(current())


def swap():
    try:
        raise ValueError("from swap")
    except ValueError as e:
        return e


try:
    raise KeyError("while handling")
except KeyError:
    e = swap()
    print(repr(e.__context__), current())
try:
    raise e
except ValueError as again:
    print(repr(again.__context__), again is e)
