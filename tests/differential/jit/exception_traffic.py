"""Exceptions raised, passed on, caught and looked at in compiled code."""

import sys
import _weakref as weakref


class Problem(Exception):
    def __init__(self, code, *details, **more):
        super().__init__(f"problem {code}")
        self.code = code
        self.details = details
        self.more = more


class Small(Problem):
    pass


class Plain(ValueError):
    pass


class Slotted(Exception):
    __slots__ = ("inside",)


class Mixin:
    def shout(self):
        return str(self).upper()


class Mixed(Mixin, KeyError):
    """Attributes beside those of a builtin exception."""


def thrower(n):
    marker = ["thrower", n]
    if n % 5 == 0:
        raise Small(n, 1, 2)
    if n % 7 == 0:
        raise Plain("plain", n)
    if n % 11 == 0:
        raise Mixed(n)
    return marker


def middle(n, depth):
    here = n * 2
    if depth:
        return middle(n, depth - 1)
    got = thrower(n)
    return got, here


def frames(error):
    out = []
    entry = error.__traceback__
    while entry is not None:
        frame = entry.tb_frame
        names = {k: v for k, v in sorted(frame.f_locals.items()) if isinstance(v, (int, list))}
        out.append((frame.f_code.co_name, entry.tb_lineno - frame.f_code.co_firstlineno, names))
        entry = entry.tb_next
    return out


def catching(rounds):
    seen = {}
    for n in range(1, rounds):
        try:
            middle(n, 2)
        except Small as error:
            kind = "small", error.code == n, error.details, tuple(error.more), str(error) == f"problem {n}"
            seen.setdefault(kind, 0)
            seen[kind] += 1
        except Plain as error:
            seen.setdefault(("plain", error.args[0]), 0)
            seen["plain", error.args[0]] += 1
        except KeyError as error:
            error.extra = n
            assert vars(error) == {"extra": n} and error.shout() == str(n)
            seen.setdefault("mixed", 0)
            seen["mixed"] += 1
        assert sys.exception() is None
    return seen


def looked_at(rounds):
    """Tracebacks that are kept have the locals the frames ended with."""
    kept = []
    for n in range(1, rounds):
        try:
            middle(n, 1)
        except Exception as error:
            if n > rounds - 12:
                kept.append(frames(error)[1:])
    return kept


class Watched:
    alive = 0

    def __init__(self):
        Watched.alive += 1

    def __del__(self):
        Watched.alive -= 1


def holding(n):
    watched = Watched()
    if n % 3 == 0:
        raise Plain(n)
    return watched.alive


def lifetimes(rounds):
    """A frame's locals live as long as the traceback, no longer."""
    inside = outside = 0
    for n in range(rounds):
        try:
            holding(n)
        except Plain:
            inside += Watched.alive
        outside += Watched.alive
    return inside, outside


def weak(rounds):
    gone = 0
    for n in range(rounds):
        try:
            raise Small(n)
        except Small as error:
            ref = weakref.ref(error)
        gone += ref() is None
    return gone


def chained(rounds):
    chains = set()
    for n in range(rounds):
        try:
            try:
                1 // (n % 3)
            except ZeroDivisionError as error:
                raise Small(n) from error
        except Small as error:
            chains.add((type(error.__cause__), type(error.__context__), error.__suppress_context__))
        try:
            try:
                {}[n]
            except KeyError:
                raise Plain(n)
        except Plain as error:
            chains.add((error.__cause__, repr(error.__context__) == f"KeyError({n})", error.__suppress_context__))
    return sorted(map(str, chains))


def reraised(rounds):
    lines = set()
    for n in range(rounds):
        try:
            try:
                middle(5, 0)
            except Small:
                raise
        except Small as error:
            lines.add(tuple(name for name, *_ in frames(error)))
    return lines


def finals(rounds):
    log = 0
    for n in range(rounds):
        try:
            try:
                middle(n + 1, 0)
            finally:
                log += 1
        except (Small, Plain, Mixed):
            log += 100
    return log


class Manager:
    def __init__(self):
        self.log = [0, 0, 0]

    def __enter__(self):
        self.log[0] += 1
        return self

    def __exit__(self, kind, error, traceback):
        self.log[1] += 1
        if kind is Small:
            self.log[2] += error.code
            return True
        return False


def managed(rounds):
    manager = Manager()
    other = 0
    for n in range(1, rounds):
        try:
            with manager as entered:
                middle(n, 0)
                assert entered is manager
        except Exception:
            other += 1
    return manager.log, other


def arguments(rounds):
    results = set()
    for n in range(rounds):
        results.add(variadic(1) + variadic(1, 2) + variadic(1, 2, 3, 4))
        results.add(with_default())
        results.add(with_default(5))
        results.add(with_default(5, 6, 7))
    return sorted(results)


def variadic(first, *rest):
    return (first, len(rest), rest)


def with_default(first=9, *rest):
    return (first, rest)


ROUNDS = 1500
print(catching(ROUNDS))
print(*looked_at(ROUNDS), sep="\n")
print(lifetimes(ROUNDS))
print(weak(ROUNDS))
print(*chained(ROUNDS), sep="\n")
print(reraised(ROUNDS))
print(finals(ROUNDS))
print(managed(ROUNDS))
print(arguments(ROUNDS))

error = Slotted("s")
error.inside = 1
error.outside = 2
print(error.inside, vars(error), error.__reduce__()[1:])
print(Plain("a").__reduce__()[1:], "__dict__" in vars(Plain), Plain.__dictoffset__ != 0)


class Holder:
    def __init__(self, n):
        self.n = n

    def check(self, limit):
        """Small enough to be put into its callers."""
        if self.n > limit:
            raise Plain(self.n, limit)
        return self.n


def outer(holder, limit):
    mark = [limit]
    return holder.check(limit) + len(mark)


def through_inlined(rounds):
    kept = []
    total = 0
    for n in range(rounds):
        holder = Holder(n % 50)
        try:
            total += outer(holder, 40)
        except Plain as error:
            total += error.args[0]
            if n > rounds - 30:
                kept.append([(name, line, sorted(names)) for name, line, names in frames(error)[1:]])
                watched = error.__traceback__.tb_next.tb_next.tb_frame
                kept.append((watched.f_back.f_code.co_name, watched.f_locals["self"] is holder))
    return total, kept


def made_inside(n):
    return Maker(n).value


class Maker:
    def __init__(self, n):
        if n % 3 == 0:
            raise Plain("made", n)
        self.value = n


def constructors(rounds):
    total = 0
    names = set()
    for n in range(rounds):
        try:
            total += made_inside(n)
        except Plain as error:
            names.add(tuple((name, line) for name, line, _ in frames(error)[1:]))
    return total, sorted(names)


print(through_inlined(ROUNDS))
print(constructors(ROUNDS))
