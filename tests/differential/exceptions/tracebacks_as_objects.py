"""tb_frame, tb_lineno, tb_next, with_traceback, f_locals of dead frames, f_back."""

import sys


def lines(error):
    tb, out = error.__traceback__, []
    while tb:
        out.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno if tb.tb_frame.f_code.co_name != "<module>" else "m"))
        tb = tb.tb_next
    return out


def thrower(x):
    y = x * 2
    raise ValueError(y)


def catcher():
    try:
        thrower(21)
    except ValueError as error:
        saved = error
    return saved


def rethrow(error):
    raise error


e = catcher()
print(lines(e), e.__traceback__.tb_next.tb_frame.f_locals)
try:
    rethrow(e)
except ValueError as again:
    print(lines(again), again is e)
try:
    raise e.with_traceback(None)
except ValueError as again:
    print(lines(again))
print(ValueError(1).__traceback__, KeyError().with_traceback(e.__traceback__).__traceback__ is e.__traceback__)


def loop():
    out = []
    for i in range(3):
        try:
            if i == 1:
                thrower(i)
            thrower(str(i))
        except ValueError as error:
            out.append((error.args, lines(error)))
    return out


print(loop())


def frames():
    frame = sys._getframe()
    names = []
    while frame:
        names.append((frame.f_code.co_name, frame.f_lineno is not None, sorted(frame.f_locals)[:2] if frame.f_code.co_name != "<module>" else "module"))
        frame = frame.f_back
    return names


def caller(a):
    b = a + 1
    return frames()


print(caller(1))
try:
    sys._getframe(100)
except ValueError as error:
    print(error)


def bare_reraise():
    try:
        thrower(1)
    except ValueError:
        try:
            thrower(2)
        except ValueError:
            pass
        raise


try:
    bare_reraise()
except ValueError as error:
    print(error, lines(error))
print(sys.exc_info(), sys.exception())
try:
    [thrower(k) for k in (5,)]
except ValueError as error:
    print(lines(error))
    kind, value, tb = sys.exc_info()
    print(kind.__name__, value is error, tb is error.__traceback__)
