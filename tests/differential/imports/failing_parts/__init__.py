attempts = []
