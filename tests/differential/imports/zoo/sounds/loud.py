from .. import sounds
from ..sounds import hiss as quiet

print("loud runs", sounds.__name__)


def roar(suffix=""):
    return quiet().upper() + suffix
