"""Compares the frontend with CPython on whole trees of source.

Usage: TAIPAN_CPYTHON=python3.14 $TAIPAN_CPYTHON tests/compare_lib.py CODEDUMP TREE...

CODEDUMP is the built example of that name. Every .py file below the trees is compiled by both;
code objects are compared field by field, and the script reports how many are equal, which fields
differ how often, and the first differences (--show N).
"""

import argparse
import collections
import dis
import marshal
import os
import re
import subprocess
import sys
import types
import warnings

ADDRESS = re.compile(r" at 0x[0-9a-f]+")
FIELDS = [
    "co_name", "co_qualname", "co_argcount", "co_posonlyargcount", "co_kwonlyargcount",
    "co_flags", "co_names", "co_varnames", "co_cellvars", "co_freevars", "co_firstlineno",
    "co_code", "co_stacksize", "co_exceptiontable", "co_linetable",
]


def const_key(value):
    if isinstance(value, types.CodeType):
        return "code", value.co_name
    if isinstance(value, tuple):
        return "tuple", tuple(const_key(item) for item in value)
    if isinstance(value, frozenset):
        return "frozenset", frozenset(const_key(item) for item in value)
    if isinstance(value, slice):
        return "slice", (const_key(value.start), const_key(value.stop), const_key(value.step))
    return type(value).__name__, repr(value)


def differences(ours, theirs):
    found = []
    for field in FIELDS:
        if not hasattr(theirs, field):
            continue
        if getattr(ours, field) != getattr(theirs, field):
            found.append(field)
    if [const_key(c) for c in ours.co_consts] != [const_key(c) for c in theirs.co_consts]:
        found.append("co_consts")
    return found


def walk(ours, theirs, path, report):
    found = differences(ours, theirs)
    report.codes += 1
    if found:
        report.add(path, ours, theirs, found)
    else:
        report.equal += 1
    mine = [c for c in ours.co_consts if isinstance(c, types.CodeType)]
    other = [c for c in theirs.co_consts if isinstance(c, types.CodeType)]
    if len(mine) != len(other):
        report.unmatched += abs(len(mine) - len(other))
        report.codes += max(0, len(other) - len(mine))
    for a, b in zip(mine, other):
        walk(a, b, path, report)


class Report:
    def __init__(self, show, only):
        self.files = self.equal_files = self.codes = self.equal = self.unmatched = 0
        self.fields = collections.Counter()
        self.errors = collections.Counter()
        self.show = show
        self.only = only
        self.first_field = collections.Counter()

    def add(self, path, ours, theirs, found):
        self.fields.update(found)
        if self.show > 0 and (not self.only or found[0] == self.only):
            self.show -= 1
            print(f"--- {path}:{theirs.co_firstlineno} {theirs.co_qualname}: {found}")
            for field in found[:3]:
                show_field(field, ours, theirs)

    def error(self, path, text):
        self.errors[text.split(" at ")[0][:100]] += 1
        if self.show > 0 and not self.only:
            self.show -= 1
            print(f"--- {path}: {text}")


def listing(code):
    lines = []
    positions = list(code.co_positions())
    for instr in dis.get_instructions(code, show_caches=False):
        pos = positions[instr.offset // 2]
        lines.append(f"{instr.offset:4} {instr.opname:28} {instr.arg!s:5} {ADDRESS.sub("", instr.argrepr)[:40]:40} {pos}")
    return lines


def show_field(field, ours, theirs):
    if field in ("co_code", "co_linetable"):
        a, b = listing(ours), listing(theirs)
        at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
        print(f"  {field}: first difference at instruction {at}; ours, then theirs")
        for line in a[max(0, at - 3):at + 6]:
            print("    -", line)
        for line in b[max(0, at - 3):at + 6]:
            print("    +", line)
    elif field == "co_exceptiontable":
        for name, code in (("ours", ours), ("theirs", theirs)):
            print(f"  {field} {name}:", [(e.start, e.end, e.target, e.depth, e.lasti)
                                         for e in dis._parse_exception_table(code)][:8])
    else:
        print(f"  {field}: ours {str(getattr(ours, field))[:300]}")
        print(f"  {field}: theirs {str(getattr(theirs, field))[:300]}")


def python_files(trees):
    for tree in trees:
        if os.path.isfile(tree):
            yield tree
        for folder, _, files in os.walk(tree):
            for name in sorted(files):
                path = os.path.join(folder, name)
                if name.endswith(".py") and os.path.exists(path):
                    yield path


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("codedump")
    parser.add_argument("trees", nargs="+")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--only", help="show only code objects whose first difference is this")
    parser.add_argument("--optimize", type=int, default=0)
    options = parser.parse_args()
    report = Report(options.show, options.only)
    paths = sorted(set(python_files(options.trees)))
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(5000)
    for start in range(0, len(paths), 200):
        batch = paths[start:start + 200]
        done = subprocess.run(
            [options.codedump, "--optimize", str(options.optimize), *batch],
            capture_output=True, text=True)
        lines = done.stdout.splitlines()
        if len(lines) != len(batch):
            print(f"{options.codedump} stopped in {batch[len(lines)] if len(lines) < len(batch) else '?'}:"
                  f" {done.stderr[-2000:]}")
        for path, line in zip(batch, lines):
            compare(path, line, options, report)
    print(f"files {report.files}, equal {report.equal_files}; code objects {report.codes},"
          f" equal {report.equal}, unmatched {report.unmatched}"
          f" ({100 * report.equal / max(1, report.codes):.2f} %)")
    print("fields:", dict(report.fields.most_common()))
    for text, count in report.errors.most_common(20):
        print(f"  {count:5} {text}")


def compare(path, line, options, report):
    with open(path, "rb") as file:
        source = file.read()
    try:
        theirs = compile(source, path, "exec", dont_inherit=True, optimize=options.optimize)
    except (SyntaxError, ValueError) as error:
        if line.startswith("ok "):
            report.error(path, f"compiled, but CPython says: {error}")
        return
    report.files += 1
    if not line.startswith("ok "):
        report.error(path, line)
        return
    ours = marshal.loads(bytes.fromhex(line[3:]))
    before = report.equal, report.codes
    walk(ours, theirs, path, report)
    if report.equal - before[0] == report.codes - before[1]:
        report.equal_files += 1


main()
