async def f(x):
    async for i in x:
        if i: break
        await i
    else:
        pass
    async with x as y, z:
        return y
async def g(x):
    a = [i async for i in x if await i]
    b = (i async for i in x)
    c = {k: [v async for v in await k] for k in x}
    yield a
    try:
        await b
    finally:
        await c
    d = [await i for i in x]
    e = all(i async for i in x)
