"""Number literals of every form, and the constants that folding makes of them."""

print(0, 00, 0_0, 1_000_000, 0xFF, 0xdead_beef, 0o17, 0O7_7, 0b1010, 0B1_1, 0x_ff)
print(1., .5, 1e3, 1E-3, 1_0.0_1, 1e1_0, 0e0, 00.5, 1.5e+300, 123456789.123456789, 5e-324, 4.9e-324, 2e-324, 1e400, 1e-400)
print(9223372036854775807, 9223372036854775808, -9223372036854775808, 18446744073709551616, 4611686018427387904, -4611686018427387905)
print(1_2_3 + 0b1 - -1, - -5, +-+5, ~5, not 0, -0, -0.0, 2**10, -2**2, (-2)**2, 2**-1, 10 // 3 * 3 + 10 % 3)
print(1 if 0 else 2, 1 < 2, "a" "b" 'c', """x
y""", "a" * 3, 3 * "ab", (1, 2) + (3,), (1, 2)[1], "abc"[1], "%s-%d" % ("a", 5))
print(1 .real, 1.0.real, 1..real, 0xf.bit_length(), 1.5.is_integer(), 5 .__add__(6))
print(1_000.5e-1_0, 0xFFFFFFFFFFFFFFFF, 0o777777777777777777777, 0b1111111111111111111111111111111111111111111111111111111111111111)
for bad in ("1__0", "1_", "0x", "0b2", "0o8", "01", "1e", "1_e5", "1._5", "0_7", "1abc", "0xg", "5 5", "1e5_", "0b_", "1.2.3", "_1"):
    try:
        print(bad, eval(bad))
    except (SyntaxError, NameError) as error:
        print(bad, "->", type(error).__name__, error.args[0] if isinstance(error, NameError) else error.msg)
