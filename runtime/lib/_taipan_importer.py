"""Imports of the modules inside an executable.

They pretend to be files below the folder of the executable: what they say of themselves (__file__, __path__,
__spec__, tracebacks) is what they would say if the sources lay there, and data files that do lie there are found
relative to __file__. A folder that holds modules of the program is not looked into on the disk, so what was not
built in is not found; other folders are, as always.
"""

import sys
import _taipan_image
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import SourceFileLoader, spec_from_file_location


class ImageLoader(SourceFileLoader):
    """Loads a module whose code, and mostly its source, are inside the executable."""

    def get_code(self, fullname):
        code = _taipan_image.code(fullname)
        if code is None:
            # It was no valid source when the executable was built: say now what is wrong with it.
            return self.source_to_code(self.get_data(self.path), self.path)
        return code

    def get_data(self, path):
        data = _taipan_image.source(path)
        return super().get_data(path) if data is None else data

    def get_source(self, fullname):
        source = _taipan_image.source(self.path)
        if source is None:
            return None
        try:
            return super().get_source(fullname)
        except ModuleNotFoundError:
            # Nothing that reads sources is inside, so tokenize is not.
            return source.decode("utf-8-sig", "replace")


class ImageFinder:
    """Finds the modules in one folder."""

    def __init__(self, path):
        if not isinstance(path, str) or not _taipan_image.is_folder(path):
            raise ImportError("no folder inside the executable", path=path)
        self.path = path

    def __repr__(self):
        return f"ImageFinder({self.path!r})"

    def find_spec(self, fullname, target=None):
        found = _taipan_image.find(fullname)
        if found is None:
            return None
        path, package = found
        folder = path.rpartition("/")[0]
        if package or package is None:
            where = folder if package else path
            if (where.rpartition("/")[0] or "/") != self.path:
                return None
            if package is None:
                spec = ModuleSpec(fullname, None)
                spec.submodule_search_locations = [path]
                return spec
            locations = [folder]
        elif (folder or "/") != self.path:
            return None
        else:
            locations = None
        loader = ImageLoader(fullname, path)
        return spec_from_file_location(fullname, path, loader=loader, submodule_search_locations=locations)

    def invalidate_caches(self):
        pass

    def iter_modules(self, prefix=""):
        """For pkgutil: names and whether they are packages."""
        for name in sorted(_taipan_image.names()):
            if name == "__main__":
                continue
            spec = self.find_spec(name)
            if spec is not None and spec.loader is not None:
                yield prefix + name.rpartition(".")[2], spec.submodule_search_locations is not None


def install():
    """Lets imports find the modules; gives the main module's loader."""
    sys.path_hooks.insert(0, ImageFinder)
    path, _ = _taipan_image.find("__main__")
    return ImageLoader("__main__", path)
