"""An uncaught exception raised while another was handled, and one in finally."""


class ResourceError(Exception):
    """Has a module-qualified name in the traceback only outside of __main__."""


def work():
    try:
        raise ResourceError("first", 1)
    finally:
        cleanup()


def cleanup():
    raise OSError(5, "cleanup failed", "file.txt")


try:
    work()
except OSError:
    print("handling")
    [][3]
