"""The TypeError messages of calls to builtin functions and types."""

CALLS = """len()|len(1, 2)|len(5)|len(x=1)|print(1, foo=2)|print(sep=1)|print(end=5)|abs()|abs('a')|abs(1, 2)|ord()|chr('a')|int('a', x=1)|int(1, 2, 3)|int([])|float('x', 'y')|float([])|str(1, 2, 3, 4)|list(1, 2)|list(a=1)|tuple(1, 2)|dict(1, 2)
set(1, 2)|isinstance(1)|isinstance(1, 2)|isinstance(1, (int, 5))|issubclass(1, int)|issubclass(int, 1)|getattr(1)|getattr(1, 2)|getattr(1, 'x')|setattr(1, 'x')|setattr(1, 'x', 2)|hasattr(1)|hasattr(1, 2)|delattr(1, 'x')|iter()|iter(5)|iter(5, 6)|next()|next(5)|next([])|next(iter([]))
enumerate()|enumerate(5)|enumerate([], 'a')|enumerate([], 1, 2)|zip(5)|zip([], strict=True)|zip([1], [], strict=True)|zip([], x=1)|map()|map(len)|map(len, 5)|filter()|filter(None)|filter(None, 5)|sum()|min()|min(5)|min([])|max(1, key=5)|max([], default=1)|max(1, 2, default=3)|sorted([1], 2)|reversed()|reversed(5)|reversed({1})
any()|any(5)|all(1, 2)|divmod(1)|divmod('a', 1)|pow()|pow(1)|round()|round('a')|hash()|hash([])|id()|repr()|ascii()|bin('a')|hex(1.5)|oct(None)|format()|format(1, 2)|range()|range('a')|slice()|type()|type(1, 2)|type('A', (), 5)|type(1, (), {})|type('A', 5, {})|super()|super(5)|object(1)|callable()|vars(5)|dir(1, 2)|input(1, 2)
'a'.join()|'a'.join(1)|'a'.split(1, 2, 3)|'a'.replace('b')|[].append()|[].append(1, 2)|[].insert(1)|[].pop('a')|[].index()|{}.get()|{}.update(1, 2)|{}.pop()|(1).bit_length(2)|''.format(*5)|b''.join([1])|set().add()|set().union(5)|property(1, 2, 3, 4, 5)|staticmethod()|classmethod(1, 2)|bytes(1, 2, 3, 4)|bytearray('a')|memoryview()|open()|eval()|eval(5)|exec(5)|compile('a')|__import__()|complex('a', 1)
bool(1, 2)|bool(x=1)|frozenset(1, 2)|print(1, file=5)|globals(1)|sorted(key=1)|list.append()|list.append([])|list.append(5, 1)|str.join(5, [])|dict.get([])|int.__add__(1)|int.__add__('a', 1)|str.upper(5)|str.upper()|object.__new__()|object.__new__(5)|int.__new__(str)|list.__new__(dict)|type.mro(5)|max(1, 'a')|min(['a', 1])|sum(['a'])|map(5, [1]).__next__()|dict.fromkeys()|object().x|BaseException(x=1)|ValueError.with_traceback()|KeyError().add_note(5)""".replace("\n", "|").split("|")
for call in CALLS:
    try:
        value = eval(call)
        print(call, "-> fine", type(value).__name__)
    except Exception as error:
        print(call, "->", type(error).__name__, error)
