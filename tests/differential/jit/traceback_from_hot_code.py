"""An uncaught exception from the middle of hot, inlinable code: exact frames and carets."""


class Account:
    def __init__(self, owner, balance):
        self.owner = owner
        self.balance = balance

    def withdraw(self, amount):
        self.balance = checked(self.balance - amount, self)
        return self.balance


def checked(value, account):
    if value < 0:
        raise ValueError(f"{account.owner} has only {value + 10}")
    return value


def spend(accounts, rounds):
    total = 0
    for _ in range(rounds):
        total += sum(account.withdraw(10) for account in accounts)
    return total


accounts = [Account("a", 20_000), Account("b", 15_000), Account("c", 10**20)]
print(spend(accounts, 1000))
try:
    spend(accounts, 500 + 1)
except ValueError as error:
    print(error, [a.balance for a in accounts])
accounts[1].balance = 1e300
accounts[0].balance = None
spend(accounts, 5)
