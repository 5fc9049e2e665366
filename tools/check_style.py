#!/usr/bin/env python3
"""Sizes: a C++ file has at most 400 lines, a function at most 60, a line at most 120 characters; no unfinished words."""
import pathlib
import re
import sys

FILE_LINES, FUNCTION_LINES, LINE_LENGTH = 400, 60, 120
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def functions(lines):
    """Bodies that begin at a line ending in '{' outside any other body: (first line, length). clang-format's layout is
    assumed, so a function ends at the '}' in the same column as its first line."""
    start, indent = None, 0
    for number, line in enumerate(lines, 1):
        if start is None:
            opens = re.match(r"^(\s*)\S.*\)[^;=]*\{$", line) and not re.match(r"^\s*(if|for|while|switch|else|do|namespace)\b", line)
            if opens:
                start, indent = number, len(line) - len(line.lstrip())
        elif line.startswith(" " * indent + "}") and len(line) - len(line.lstrip()) == indent:
            yield start, number - start + 1
            start = None


def main():
    roots = sys.argv[1:] or ["src", "tests", "bench"]
    errors = []
    for root in roots:
        for file in sorted(path for path in pathlib.Path(root).rglob("*") if path.suffix in {".h", ".cpp"}):
            lines = file.read_text(encoding="utf-8").splitlines()
            if len(lines) > FILE_LINES:
                errors.append(f"{file}: {len(lines)} lines, at most {FILE_LINES}; look for the second idea")
            for first, length in functions(lines):
                if length > FUNCTION_LINES:
                    errors.append(f"{file}:{first}: a function of {length} lines, at most {FUNCTION_LINES}")
            for number, line in enumerate(lines, 1):
                if len(line) > LINE_LENGTH:
                    errors.append(f"{file}:{number}: {len(line)} characters, at most {LINE_LENGTH}")
                if UNFINISHED.search(line):
                    errors.append(f"{file}:{number}: an unfinished word")
    print("\n".join(errors) or "all sizes within limits")
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())
