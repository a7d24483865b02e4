"""break, continue and return through try and finally, in all nestings."""

log = []


def loop(action):
    for i in range(3):
        try:
            log.append(f"try{i}")
            if action == "break":
                break
            if action == "continue":
                continue
            if action == "return":
                return f"returned {i}"
            if action == "raise":
                raise ValueError(i)
            log.append("end")
        finally:
            log.append(f"finally{i}")
    else:
        log.append("else")
    return "fell out"


for action in ("none", "break", "continue", "return", "raise"):
    log.clear()
    try:
        print(action, loop(action), log)
    except ValueError as error:
        print(action, repr(error), log)


def deep(n):
    out = []
    while True:
        try:
            try:
                try:
                    n -= 1
                    if n == 3:
                        continue
                    if n == 2:
                        raise KeyError(n)
                    if n == 0:
                        break
                finally:
                    out.append(f"a{n}")
            except KeyError as error:
                out.append(f"caught {error}")
                continue
            finally:
                out.append(f"b{n}")
        finally:
            out.append(f"c{n}")
    return out


print(deep(5))


def return_value_is_fixed():
    x = 1
    try:
        return x
    finally:
        x = 2


def list_is_shared():
    x = [1]
    try:
        return x
    finally:
        x.append(2)


def with_in_loop():
    out = []

    class Manager:
        def __enter__(self):
            out.append("enter")

        def __exit__(self, *info):
            out.append("exit" if info[0] is None else info[0].__name__)

    for i in range(3):
        with Manager():
            if i == 0:
                continue
            with Manager(), Manager() as m:
                if i == 1:
                    break
    return out, m


def finally_loop():
    try:
        pass
    finally:
        for i in range(5):
            if i == 1:
                continue
            if i == 3:
                break
    return i


print(return_value_is_fixed(), list_is_shared(), with_in_loop(), finally_loop())


def yielding():
    for i in range(3):
        try:
            yield i
            if i == 1:
                return "done"
        finally:
            yield f"cleanup {i}"


print(list(yielding()))
