from .sounds import hiss

print("animals runs", __name__, __package__)


class Snake:
    def speak(self):
        return hiss()


class Lion:
    def speak(self):
        from .sounds.loud import roar
        from . import VERSION

        return roar(VERSION)
