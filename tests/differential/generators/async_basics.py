"""Coroutines driven by hand: await, async for, async with, async generators."""


class Pause:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        answer = yield self.value
        return answer


def run(coroutine, answers=()):
    answers = iter(answers)
    out = []
    value = None
    try:
        while True:
            out.append(coroutine.send(value))
            value = next(answers, None)
    except StopIteration as stop:
        return stop.value, out


async def add(a, b):
    x = await Pause(a)
    y = await Pause(b)
    return (x or a) + (y or b)


async def nested():
    total = await add(1, 2)
    total += await add(10, 20)
    return total


class Manager:
    async def __aenter__(self):
        return await Pause("enter")

    async def __aexit__(self, kind, value, traceback):
        await Pause("exit")
        return kind is KeyError


class Counter:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        return await Pause(self.n) or self.n


async def agen(n):
    try:
        for i in range(n):
            received = yield i
            if received:
                print("agen received", received)
            await Pause(f"p{i}")
    finally:
        print("agen finally")


async def everything():
    out = []
    async with Manager() as m:
        out.append(m)
        raise KeyError("swallowed")
    async for x in Counter(2):
        out.append(x)
    else:
        out.append("else")
    out.append([x async for x in agen(2) if x >= 0])
    out.append({x: await add(x, 0) async for x in Counter(2)})
    g = agen(5)
    out.append(await anext(g))
    out.append(await g.asend("hello"))
    await g.aclose()
    return out


print(run(add(1, 2)), run(nested()), run(nested(), [5, 6, 7, 8]))
print(run(everything()))


async def fails():
    await Pause(1)
    raise ValueError("inside coroutine")


try:
    run(fails())
except ValueError as error:
    print(error)
c = add(1, 2)
print(c.send(None), c.cr_frame is not None, c.cr_await is not None)
try:
    c.throw(OSError("thrown in"))
except OSError as error:
    print(error, c.cr_frame)
for bad in ("await 1", "async def f(): yield 1; return 2", "async def f(): yield from []", "def f(): await x", "def f(): [x async for x in y]", "def f():\n async with a: pass", "async def f(): await"):
    try:
        compile(bad, "s", "exec")
        print("compiles")
    except SyntaxError as error:
        print(bad.replace("\n", "/"), "->", error.msg)


async def await_int():
    await 5


async def bad_for():
    async for x in [1]:
        pass


async def bad_with():
    async with 5:
        pass


for make in (await_int, bad_for, bad_with):
    try:
        run(make())
    except TypeError as error:
        print(error)
done = add(0, 0)
done.close()
try:
    done.send(None)
except RuntimeError as error:
    print(error)
