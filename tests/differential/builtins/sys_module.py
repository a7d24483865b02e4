"""Parts of sys that programs use."""

import sys

print(sys.version_info[:2], sys.version_info >= (3, 14), sys.version_info.major, sys.byteorder, sys.maxsize == 2**63 - 1, sys.maxunicode == 0x10FFFF, sys.getrecursionlimit(), type(sys.argv), len(sys.argv) >= 1, sys.platform, sys.hexversion >> 16 == 0x30E)
print(sys.float_info.max, sys.float_info.epsilon, sys.float_info.dig, sys.int_info.bits_per_digit > 0, sys.hash_info.width, sys.hash_info.modulus == 2**61 - 1, sys.getdefaultencoding(), sys.flags.optimize, sys.getfilesystemencoding())
print("math" in sys.builtin_module_names or "math" in sys.stdlib_module_names, "sys" in sys.modules, sys.modules["sys"] is sys, isinstance(sys.path, list), sys.implementation.name in ("cpython", "taipan"), callable(sys.exit), sys.stdout.fileno(), sys.stdin.fileno())
a = []
base = sys.getrefcount(a)
b = [a, a]
print(sys.getrefcount(a) - base, sys.getsizeof([]) > 0, sys.getsizeof([1] * 100) > sys.getsizeof([]), sys.intern("abc") is sys.intern("ab" + "c"))
sys.displayhook(5)
sys.displayhook(None)
sys.displayhook("text")
import builtins

print(builtins._)


def depth():
    frame, n = sys._getframe(), 0
    while frame:
        frame, n = frame.f_back, n + 1
    return n


print(depth(), (lambda: depth())(), sys._getframe().f_code.co_name, sys._getframe().f_lineno, sys._getframe().f_globals is globals())
events = []


def tracer(frame, event, arg):
    events.append((event, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno))
    return tracer


def traced(x):
    if x:
        y = x + 1
    for i in range(2):
        y += i
    return y


sys.settrace(tracer)
traced(1)
sys.settrace(None)
print(events)
events.clear()
sys.setprofile(lambda frame, event, arg: events.append((event, frame.f_code.co_name)))
traced(0) if False else len([1])
sys.setprofile(None)
print(events)
for bad in (lambda: sys.getrefcount(), lambda: sys.intern(5), lambda: sys.setrecursionlimit("a"), lambda: sys._getframe(-1) is not None, lambda: sys._getframe("x"), lambda: sys.getsizeof(), lambda: sys.nope, lambda: sys.set_int_max_str_digits(5)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(sys.exc_info(), sys.exception(), sys.orig_argv is not None, sys.getswitchinterval(), sys.is_finalizing(), sys.float_repr_style, sys.copyright.splitlines()[0][:9], sys.api_version)
