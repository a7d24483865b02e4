def f():
    try:
        a()
    except ValueError as e:
        b(e)
        return 1
    except (TypeError, KeyError):
        raise
    except:
        raise X from Y
    else:
        c()
    finally:
        d()
    try:
        return 1
    finally:
        print(2)
    for x in y:
        try:
            if x: continue
            break
        finally:
            z()
        try:
            w()
        except A as e:
            continue
def g():
    try:
        a()
    except* ValueError as e:
        b()
    except* (A, B):
        c()
    else:
        d()
def h():
    try:
        try: return x
        finally:
            try: y()
            except: pass
    finally: return z
