"""Wrong indentation is found before anything runs."""

print("not printed")


def f():
    x = 1
      y = 2
    return x
