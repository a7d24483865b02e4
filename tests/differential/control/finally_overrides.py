"""return, break and continue inside finally discard what was under way (PEP 765 warns)."""

import sys

SOURCE = '''
def swallow():
    try:
        1 / 0
    finally:
        return "swallowed"

def replaced():
    try:
        return "first"
    finally:
        return "second"

def loop():
    seen = []
    for i in range(4):
        try:
            if i == 1:
                raise ValueError
            if i == 3:
                return "never"
        finally:
            seen.append(i)
            continue
    return seen

def stopped():
    while True:
        try:
            raise KeyError
        finally:
            break
    return "stopped"

def nested():
    try:
        try:
            raise KeyError("inner")
        finally:
            raise ValueError("outer")
    except ValueError as error:
        return repr(error), repr(error.__context__)
'''


class Sink:
    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        pass


sink, sys.stderr = Sink(), None
saved, sys.stderr = sys.__stderr__, sink
scope = {}
exec(compile(SOURCE, "source", "exec"), scope)
sys.stderr = saved
for line in sink.text.splitlines():
    print(line)
for name in ("swallow", "replaced", "loop", "stopped", "nested"):
    print(name, scope[name]())
print(sys.exception())
