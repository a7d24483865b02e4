"""The report of a module that does not compile."""

import failing_parts.syntax
