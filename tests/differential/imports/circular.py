"""Two modules that import each other."""

import circular_parts.a

print(circular_parts.a.call(), circular_parts.b.value)
