"""Prime numbers by two sieves: Eratosthenes over a list, and one by one in a dict."""

import sys


def eratosthenes(limit):
    """All primes below limit."""
    is_prime = [True] * limit
    is_prime[0:2] = [False, False]
    for n in range(2, int(limit**0.5) + 1):
        if is_prime[n]:
            multiple = n * n
            while multiple < limit:
                is_prime[multiple] = False
                multiple += n
    return [n for n, prime in enumerate(is_prime) if prime]


def endless_primes():
    """Primes without a limit; the dict knows the next multiple of each."""
    witnesses = {}
    n = 2
    while True:
        prime = witnesses.pop(n, None)
        if prime is None:
            yield n
            witnesses[n * n] = n
        else:
            multiple = n + prime
            while multiple in witnesses:
                multiple += prime
            witnesses[multiple] = prime
        n += 1


def main():
    limit = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    primes = eratosthenes(limit)
    twins = sum(b - a == 2 for a, b in zip(primes, primes[1:]))
    print(f"{len(primes)} primes below {limit}, the last is {primes[-1]}")
    print(f"{twins} twins, sum {sum(primes)}")

    for expected, prime in zip(primes[: len(primes) // 6], endless_primes()):
        if prime != expected:
            print(f"the sieves disagree: {expected} and {prime}")
            break
    else:
        print("both sieves agree")


if __name__ == "__main__":
    main()
