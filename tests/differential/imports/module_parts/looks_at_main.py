import __main__


def look():
    return __main__.value


function_module = look.__module__
