"""send, throw and close in every state of a generator."""


def echo():
    received = None
    while True:
        try:
            received = yield received
            print("received", received)
        except ValueError as error:
            print("handled", error)
            received = "after error"
        except GeneratorExit:
            print("closing")
            raise


g = echo()
try:
    g.send(1)
except TypeError as error:
    print(error)
print(next(g), g.send("a"), g.throw(ValueError("v")), g.throw(ValueError), g.send(None), g.gi_running, g.gi_frame is not None)
try:
    g.throw(KeyError("k"))
except KeyError as error:
    print("through", error)
for use in (lambda: next(g), lambda: g.send(5), lambda: g.throw(ValueError("late")), lambda: g.close()):
    try:
        print(use())
    except (StopIteration, ValueError) as error:
        print(type(error).__name__, error)
print(g.gi_frame, g.gi_yieldfrom)
h = echo()
next(h)
print(h.close(), h.close())
fresh = echo()
try:
    fresh.throw(ZeroDivisionError("never started"))
except ZeroDivisionError as error:
    print(error)
print(list(fresh), echo().close())


def ignores_exit():
    try:
        yield 1
    except GeneratorExit:
        yield 2


i = ignores_exit()
next(i)
try:
    i.close()
except RuntimeError as error:
    print(error)


def returns_on_close():
    try:
        yield 1
    except GeneratorExit:
        return "closed value"


r = returns_on_close()
next(r)
print(r.close())


def reentrant():
    yield next(me)


me = reentrant()
try:
    next(me)
except ValueError as error:
    print(error)


def stop_inside():
    yield 1
    raise StopIteration("inside")


try:
    list(stop_inside())
except RuntimeError as error:
    print(error, repr(error.__cause__))
for bad in (lambda: echo().throw(5), lambda: echo().throw(int), lambda: echo().throw(), lambda: echo().send(), lambda: echo(1), lambda: next(echo), lambda: echo().nope, lambda: len(echo()), lambda: echo()[0]):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
