public = "public"
_private = "private"


def uses_private():
    return _private


class Exported:
    pass
