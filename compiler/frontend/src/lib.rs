//! Compiles Python source to CPython 3.14 code objects.
