"""Carets over a call that spans several lines, in nested functions."""


def combine(*parts, **options):
    return sum(
        part
        for part in parts
        if part != options.get("skip")
    )


def build():
    values = {
        "a": combine(1, 2),
        "b": combine(
            3,
            "four",
            skip=3,
        ),
    }
    return values


build(
)
