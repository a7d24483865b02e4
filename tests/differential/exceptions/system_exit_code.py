"""SystemExit with a number is the exit status; finally and destructors still run."""

import sys


class Noisy:
    def __del__(self):
        print("destroyed")


noisy = Noisy()
try:
    try:
        sys.exit(3)
    except Exception:
        print("not an Exception")
    finally:
        print("finally")
except SystemExit as error:
    print("caught", error.code, repr(error))
try:
    exit_codes = []
    for code in (0, None, 5, "text", (1, 2)):
        try:
            sys.exit(code)
        except SystemExit as error:
            exit_codes.append(error.code)
finally:
    print(exit_codes)
sys.exit(42)
