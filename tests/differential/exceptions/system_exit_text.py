"""sys.exit with a text prints it on standard error, status 1."""

import sys


def stop():
    try:
        sys.exit("stopped: because")
    finally:
        print("cleaning up")


stop()
