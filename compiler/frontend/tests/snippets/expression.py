# mode=eval
[x for x in (a, b)] + (lambda y: y * 2)(3)
