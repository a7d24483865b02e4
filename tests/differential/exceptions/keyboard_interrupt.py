"""KeyboardInterrupt passes `except Exception` and ends the program by signal status."""

try:
    try:
        raise KeyboardInterrupt
    except Exception:
        print("wrong")
except BaseException as error:
    print(type(error).__name__, isinstance(error, Exception))


def interrupted():
    try:
        raise KeyboardInterrupt("stop")
    finally:
        print("finally runs")


try:
    interrupted()
except KeyboardInterrupt as error:
    print(repr(error))
