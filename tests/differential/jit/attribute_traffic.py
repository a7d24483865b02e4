"""Objects that are created, linked and dropped in hot loops: escape analysis must not change a thing."""


class Vector:
    alive = 0

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k)

    def dot(self, other):
        return self.x * other.x + self.y * other.y


class Counted(Vector):
    def __init__(self, x, y):
        super().__init__(x, y)
        Vector.alive += 1

    def __del__(self):
        Vector.alive -= 1


def integrate(n, kind):
    position, velocity = kind(0.0, 0.0), kind(1.0, 0.5)
    for _ in range(n):
        position = position + velocity * 0.01
        velocity = velocity * 0.999
    return round(position.x, 6), round(position.y, 6), type(position).__name__


print(integrate(2000, Vector), integrate(2000, Counted), Vector.alive)


def escapes(n):
    kept = []
    for i in range(n):
        v = Vector(i, -i)
        w = v + Vector(1, 1)
        if i % 500 == 0:
            kept.append((v, w))
            v.extra = i
        elif w.dot(v) < 0:
            w.x = None
    return [(v.x, w.x, vars(v)) for v, w in kept]


print(escapes(1500))


def alive_inside(n):
    most = 0
    for i in range(n):
        a = Counted(i, i)
        b = Counted(i, 1)
        most = max(most, Vector.alive)
        del a
        most += Vector.alive - 1
    return most, Vector.alive


print(alive_inside(1000), Vector.alive)


def mixed(n):
    v = Vector(0, 0)
    for i in range(n):
        v = v + Vector(i, i * 0.5)
        if i == n - 3:
            v = v * 2**60
    return v.x, v.y


print(mixed(1000), mixed(10))


class Stack:
    def __init__(self):
        self.top = None
        self.size = 0

    def push(self, value):
        self.top = (value, self.top)
        self.size += 1

    def pop(self):
        if self.top is None:
            raise IndexError("empty stack")
        value, self.top = self.top
        self.size -= 1
        return value


def churn(n):
    s = Stack()
    total = errors = 0
    for i in range(n):
        s.push(i)
        if i % 3 == 2:
            try:
                for _ in range(4):
                    total += s.pop()
            except IndexError:
                errors += 1
    return total, errors, s.size


print(churn(3000))


def identity(n):
    same = 0
    last = None
    for i in range(n):
        v = Vector(i, i)
        same += v is last
        u = v
        u.x = 7
        same += v.x == 7
        last = v
    return same, last is v


print(identity(2000))


def error_in_constructor(n):
    class Picky:
        def __init__(self, i):
            self.i = i
            if i % 7 == 3:
                raise ValueError(i)

    made = failed = 0
    for i in range(n):
        try:
            made += Picky(i).i
        except ValueError as error:
            failed += error.args[0]
    return made, failed


print(error_in_constructor(2000))
