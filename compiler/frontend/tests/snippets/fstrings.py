def f(x, y, w):
    a = f"", f"a", f"{x}", f"{x}{y}", f"a{x}b{y!r}c{w!s:>10}d"
    b = f"{x:{w}.{y}}", f"{x=}", f"{x = }", f"{x=!s:^20}", f"{x=:>3}", f"{{}}{x}}}"
    c = "a" f"b{x}" "c" f"d", rf"\d{x}\n", f"\N{EN DASH}\x41\u00e9", f'{x["a"]} {f"{y}"}'
    d = "%s-%r-%a" % (x, y, w), "%10s%%" % (x,), "%-5s|%.3s" % (x, y), "%d" % (x,), "%s" % x
    e = f"""
  {x
   + y}
 z"""
    return t"a{x}b{y!r:>{w}}", t"{x = }", t""
