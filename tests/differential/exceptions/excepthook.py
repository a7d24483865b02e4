"""sys.excepthook gets uncaught exceptions; its own failure is reported too."""

import sys


def hook(kind, value, traceback):
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(f"{code.co_name}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    print("hook:", kind.__name__, value, frames)


def f():
    g()


def g():
    raise LookupError("uncaught")


sys.excepthook = hook
f()
