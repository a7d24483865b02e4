from failing_parts import attempts

attempts.append("tried")
before = "set before the error"
if len(attempts) < 3:
    raise RuntimeError(f"attempt {len(attempts)}")
after = "third time"
