"""The % operator."""

print("%d %i %u %s %r %a %c %c %%" % (1, -2, 3, "s", "r", "\xe9", "x", 8364))
print("%5d|%-5d|%05d|%+d|% d|%+05d|%x|%X|%#x|%#X|%o|%#o|%.3d|%8.3d|%-8.3d|" % (42, 42, 42, 42, 42, 42, 255, 255, 255, 255, 8, 8, 5, 5, 5))
print("%5s|%-5s|%.2s|%5.1s|%s|%s|%10r|%-10r|" % ("abc", "abc", "abc", "abc", None, [1], "x", "y"))
print("%f %.2f %e %E %g %G %10.3f|%-10.1f|%+.1f|%010.2f" % (1.5, 2.345, 12345.678, 0.00012, 1e-10, 1e20, 3.14159, 2.0, 1.0, -1.5))
print("%*d|%-*d|%.*f|%*.*f" % (5, 42, 5, 42, 2, 3.14159, 8, 3, 2.71828))
print("%(a)s %(b)05.1f %(a)r %%" % {"a": "x", "b": 2.25, "c": 0}, "%(k(1))s" % {"k(1)": 5}, "%s" % {"a": 1}, "%s %s" % ("a", {}), "x" % {}, "x" % [])
print("%d %d %d %x" % (3.99, True, -0.5, 2**70), "%d" % 10**30, "%s" % (1,), "%s" % ((1, 2),), "%5c|%-3c|" % ("a", 65), "%.0f %.0f" % (0.5, 1.5), "%i" % 2**64, "%x" % -255, "%#o" % -8)
print("%s %s" % ("\u20ac", "\U0001f40d") == "\u20ac \U0001f40d", "%.1000f" % 0.1 == f"{0.1:.1000f}", len("%1000d" % 5))


class Both:
    def __str__(self):
        return "str"

    def __repr__(self):
        return "repr"

    def __index__(self):
        return 77

    def __float__(self):
        return 7.5


print("%s %r %a %x %f %c" % (Both(), Both(), Both(), Both(), Both(), Both()))
for template, values in (("%d", "x"), ("%d", None), ("%x", 1.5), ("%c", "ab"), ("%c", -1), ("%c", 1.5), ("%s %s", "a"), ("%s", (1, 2)), ("%s", ()), ("%z", 1), ("%", 1), ("%(a)s", 1), ("%(a)s", {}), ("%(a", {}), ("%*d", ("x", 1)), ("%f", "x"), ("%5", 1), ("abc", 1), ("%c", 0x110000), ("%.99999999999d", 1), ("%y", 1), ("%s%", "a"), ("%(a)s %s", {"a": 1}), ("%d %s", (1,)), ("%i", [])):
    try:
        print(template, template % values)
    except Exception as error:
        print(template, values, type(error).__name__, error)
