"""raise ... from None hides the context; notes are shown."""


def convert(text):
    try:
        return int(text)
    except ValueError:
        error = TypeError(f"cannot convert {text!r}")
        error.add_note("a note\nof two lines")
        error.add_note("another note")
        raise error from None


print(convert("12"))
convert("twelve")
