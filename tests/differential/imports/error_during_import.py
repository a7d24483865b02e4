"""A traceback of a module that fails while being imported."""

print("before")
import module_parts.fails_on_import
