"""try / except / else / finally: which parts run, in which order."""

log = []


def run(raise_in=(), catch=KeyError, returns=()):
    log.clear()

    def part(name):
        log.append(name)
        if name in raise_in:
            raise KeyError(name) if name != "value" else ValueError(name)

    try:
        try:
            part("try")
            part("value")
            if "try" in returns:
                return "try returned"
        except catch as error:
            part("except")
            if "except" in returns:
                return "except returned"
        else:
            part("else")
            if "else" in returns:
                return "else returned"
        finally:
            part("finally")
        part("after")
        return "normal end"
    except Exception as error:
        return f"escaped {error!r}, context {error.__context__!r}"


for raise_in in ((), ("try",), ("value",), ("else",), ("finally",), ("try", "except"), ("try", "finally"), ("value", "finally"), ("try", "except", "finally"), ("else", "finally"), ("after",)):
    for returns in ((), ("try", "except"), ("else",)):
        print(raise_in, returns, run(raise_in, returns=returns), log)
print(run(("value",), catch=(KeyError, ValueError)), log)
print(run(("try",), catch=LookupError), log)
print(run(("try",), catch=()), log)
print(run(("try",), catch=(IndexError, (KeyError,)) [0]), log)
for bad in (5, "KeyError", (KeyError, 5), int, None, [KeyError]):
    print(bad, run(("value",), catch=bad))


def order():
    seen = []
    for kind in (KeyError, IndexError, ValueError, ZeroDivisionError):
        try:
            raise kind("x")
        except IndexError:
            seen.append("index")
        except LookupError:
            seen.append("lookup")
        except (ValueError, TypeError):
            seen.append("value")
        except:
            seen.append("bare")
    return seen


print(order())


def which(expression):
    seen.append(expression.__name__)
    return expression


seen = []
try:
    raise ValueError
except which(KeyError):
    pass
except which(ValueError):
    pass
except which(TypeError):
    pass
print(seen)
try:
    try:
        raise KeyError("a")
    except undefined_name:
        pass
except NameError as error:
    print(error, repr(error.__context__))
try:
    raise KeyError("without parentheses")
except ValueError, KeyError:
    print("PEP 758")
