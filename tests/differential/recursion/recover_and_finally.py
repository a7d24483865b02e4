"""What still works right at the limit: handlers, finally, with, generators, destructors."""

log = []


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, tb):
        log.append(kind)
        return False


def with_managers(n):
    with Manager():
        with_managers(n + 1)


def handled(n):
    try:
        handled(n + 1)
    except RecursionError as error:
        log.append(n)
        raise


def finals(n):
    try:
        finals(n + 1)
    finally:
        log.append(n)


def swallow(n):
    try:
        swallow(n + 1)
    except RecursionError:
        pass
    log.append(n)


for function in (with_managers, handled, finals):
    log.clear()
    try:
        function(0)
    except RecursionError as error:
        print(function.__name__, len(log) > 200, log[-1], str(error))
log.clear()
swallow(0)
print(log[-1], log[0] > 300, log == sorted(log, reverse=True))


def chained(n):
    try:
        chained(n + 1)
    except RecursionError:
        raise ValueError(n)


try:
    chained(0)
except ValueError as error:
    count = 0
    while error:
        error = error.__context__
        count += 1
    print(count)


def tree(n):
    return 1 if n == 0 else tree(n - 1) + tree(n - 1)


print(tree(12))
for i in range(3):
    try:
        finals(0)
    except RecursionError as error:
        depth = len(log)
print("again and again", depth > 200)
