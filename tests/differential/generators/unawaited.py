"""A coroutine that nobody awaits warns when it dies."""


async def forgotten():
    return 1


forgotten()
print("called")
c = forgotten()
c.close()
print("closed: no warning")
