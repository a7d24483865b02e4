"""Compares the syntax errors of CPython with those of the frontend, source by source.

Usage: compare_errors.py CODEDUMP [--lib FOLDER] [--show N] [--mutate SEED COUNT FILE...]

Run it with the CPython to compare with. CODEDUMP is the example binary of that name. Sources are
the failing snippets of tests/errors.txt, the doctests of FOLDER/test/test_syntax.py, and COUNT
broken versions of each FILE.
"""
import argparse
import ast
import doctest
import os
import random
import subprocess
import sys
import tempfile
import textwrap
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))


def expected(source, path):
    try:
        compile(source, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        kind = type(error).__name__
        return (kind, error.lineno, error.offset, error.end_lineno, error.end_offset, error.msg)
    except (ValueError, MemoryError, RecursionError, OverflowError) as error:
        return (type(error).__name__, str(error))
    return None


def doctests(folder):
    text = open(os.path.join(folder, "test", "test_syntax.py"), encoding="utf-8").read()
    docstring = ast.get_docstring(ast.parse(text), clean=False)
    for example in doctest.DocTestParser().get_examples(docstring):
        yield example.source


def broken(path, count, chance):
    text = open(path, encoding="utf-8").read()
    lines = text.splitlines(keepends=True)
    for _ in range(count):
        start = chance.randrange(len(lines))
        piece = textwrap.dedent("".join(lines[start:start + chance.randrange(1, 60)]))
        at = chance.randrange(len(piece) + 1)
        match chance.randrange(4):
            case 0:
                piece = piece[:at] + piece[at + 1:]
            case 1:
                piece = piece[:at] + chance.choice("()[]{}:,.=+-*'\"\\ \n\t#@!ifx0") + piece[at:]
            case 2:
                words = piece.split(" ")
                word = chance.randrange(len(words))
                piece = " ".join(words[:word] + words[word + 1:])
            case 3:
                words = piece.split(" ")
                piece = " ".join(words[:word] + [words[word]] * 2 + words[word + 1:]) if (word := chance.randrange(len(words))) >= 0 else piece
        yield piece


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("codedump")
    parser.add_argument("--lib")
    parser.add_argument("--show", type=int, default=20)
    parser.add_argument("--mutate", nargs="*", default=[])
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    sources = []
    listed = os.path.join(HERE, "errors.txt")
    if os.path.exists(listed):
        sources += [eval(line) for line in open(listed, encoding="utf-8") if line.strip()]
    if options.lib:
        sources += doctests(options.lib)
    if options.mutate:
        seed, count, *files = options.mutate
        chance = random.Random(int(seed))
        for path in files:
            sources += broken(path, int(count), chance)
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, source in enumerate(sources):
            path = os.path.join(folder, f"{number}.py")
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(source)
            paths.append(path)
        output = []
        for start in range(0, len(paths), 500):
            batch = paths[start:start + 500]
            result = subprocess.run([options.codedump, *batch], capture_output=True, text=True)
            lines = result.stdout.splitlines()
            if len(lines) != len(batch):
                print("codedump failed after", batch[len(lines) - 1], result.stderr[-500:])
                print(repr(sources[start + len(lines)]))
                return 1
            output += lines
        equal = messages = shown = failing = 0
        for source, path, line in zip(sources, paths, output):
            wanted = expected(source, path)
            if line.startswith("error "):
                kind, *rest = line[6:].split(" ", 5)
                places = [int(number) for number in rest[:4]]
                if places[3] >= 2**31:
                    places[3] -= 2**32
                found = (kind, *places, rest[4])
                if wanted is not None and len(wanted) == 2:
                    found = (kind, rest[4])
            else:
                found = None
            if wanted is None and found is None:
                continue
            failing += 1
            if wanted == found:
                equal += 1
            same = wanted is not None and found is not None and wanted[-1] == found[-1]
            messages += same
            if wanted != found and shown < options.show:
                shown += 1
                print(repr(source if len(source) < 300 else source[:300] + "…"))
                print("   wanted", wanted)
                print("   found ", found)
        print(f"{failing} failing sources: {equal} equal, {messages} with the same message")
    return 0


sys.exit(main())
