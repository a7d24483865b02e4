"""This program does not compile; nothing runs."""

print("not printed")
value = (1, 2
other = 3
