def f():
    with a as b, c() as (d, e), g:
        return h
    for x in y:
        with x:
            if x: break
            continue
    with open(x) as f: pass
with (a as b,
      c as d):
    pass
