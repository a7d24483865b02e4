"""input() without any input ends in an uncaught EOFError."""

print("asking")
answer = input("? ")
print(answer)
