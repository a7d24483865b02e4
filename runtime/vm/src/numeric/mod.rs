//! Algorithms on numbers: text forms, parsing, formatting. Pure functions that know no objects.
