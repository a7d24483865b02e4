# Runs `__main__` of a folder or a module given by name where runpy cannot be imported yet. Called as
# `run(name, alter_argv)`; errors are worded as runpy's, which programs and people know.

import sys
from _frozen_importlib import _find_spec


class Problem(Exception):
    pass


def find(name):
    package, _, _ = name.rpartition(".")
    path = None
    if package:
        try:
            __import__(package)
        except ImportError as error:
            if error.name is None or (error.name != package and not package.startswith(error.name + ".")):
                raise
            raise describe(name, error) from error
        try:
            path = sys.modules[package].__path__
        except AttributeError:
            lost = ModuleNotFoundError(f"__path__ attribute not found on {package!r} while trying to find {name!r}")
            raise describe(name, lost)
    if name in sys.modules:
        spec = sys.modules[name].__spec__
        if spec is None:
            raise describe(name, ValueError(f"{name}.__spec__ is None"))
    else:
        spec = _find_spec(name, path)
    if spec is None:
        raise Problem(f"No module named {name}")
    if spec.submodule_search_locations is not None:
        if name == "__main__" or name.endswith(".__main__"):
            raise Problem("Cannot use package as __main__ module")
        __import__(name)
        try:
            return find(name + ".__main__")
        except Problem as error:
            raise Problem(f"{error}; {name!r} is a package and cannot be directly executed")
    if spec.loader is None:
        raise Problem(f"{name!r} is a namespace package and cannot be executed")
    code = spec.loader.get_code(name)
    if code is None:
        raise Problem(f"No code object available for {name}")
    return spec, code


def describe(name, error):
    return Problem(f"Error while finding module specification for {name!r} ({type(error).__name__}: {error})")


def run(name, alter_argv):
    main = sys.modules["__main__"]
    try:
        if alter_argv:
            spec, code = find(name)
        else:
            del sys.modules["__main__"]
            try:
                spec, code = find(name)
            except Problem as error:
                if str(error) == "No module named __main__":
                    raise Problem(f"can't find '__main__' module in {sys.path[0]!r}")
                raise
            finally:
                sys.modules["__main__"] = main
    except Problem as error:
        sys.exit(f"{sys.executable}: {error}")
    if alter_argv:
        sys.argv[0] = spec.origin
    main.__dict__.update(
        __name__="__main__",
        __file__=spec.origin,
        __cached__=spec.cached,
        __doc__=None,
        __loader__=spec.loader,
        __package__=spec.parent,
        __spec__=spec,
    )
    exec(code, main.__dict__)
