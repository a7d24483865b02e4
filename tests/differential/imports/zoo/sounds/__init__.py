print("sounds runs", __name__)


def hiss():
    return "ssss"


def __getattr__(name):
    if name == "computed":
        return "from module __getattr__"
    raise AttributeError(f"sounds has no {name}")
