"""The time module as far as it can be tested without a clock on the wall."""

import time

print(time.time() > 1.7e9, isinstance(time.time(), float), isinstance(time.time_ns(), int), time.perf_counter() >= 0, time.monotonic() >= 0, time.process_time() >= 0)
a = time.perf_counter()
b = time.monotonic_ns()
time.sleep(0.01)
print(time.perf_counter() - a >= 0.009, time.monotonic_ns() - b >= 9_000_000, time.perf_counter_ns() > 0, time.sleep(0))
t = time.gmtime(86400 * 365)
print(t, t.tm_year, t[:3], tuple(t), t.tm_zone, len(t), t == tuple(t), time.gmtime(0).tm_wday, time.gmtime(-1).tm_year, time.gmtime(951782400)[:3])
print(time.strftime("%Y-%m-%d %H:%M:%S %j %a %b %%", t), time.strftime("%d/%m/%y", (2024, 2, 29, 0, 0, 0, 3, 60, 0)), time.asctime(t), time.strftime("", t) == "")
for bad in (lambda: time.sleep(-1), lambda: time.sleep("a"), lambda: time.sleep(), lambda: time.gmtime("a"), lambda: time.strftime(5), lambda: time.asctime((1, 2)), lambda: time.gmtime(1e30), lambda: time.strftime("%Y", (1, 2, 3)), lambda: time.sleep(float("nan"))):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
