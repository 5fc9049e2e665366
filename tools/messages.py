#!/usr/bin/env python3
"""Collects every room's errors.yaml: into the program's table (--cpp FILE) or into docs/errors.md (--markdown FILE)."""
import argparse
import pathlib
import re
import sys


def read(path):
    """These files have one shape: key, zh, en. Anything else is an error, said with its line."""
    rows, key, row = {}, None, {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if match := re.fullmatch(r"([a-z_0-9]+\.[a-z_0-9]+):", line):
            key, row = match[1], {}
            if key in rows:
                sys.exit(f"{path}:{number}: {key} stands twice")
            rows[key] = row
        elif (match := re.fullmatch(r"  (zh|en): (.+)", line)) and key:
            row[match[1]] = match[2].strip().strip('"')
        else:
            sys.exit(f"{path}:{number}: expected 'room.key:' or '  zh: …' or '  en: …'")
    for key, row in rows.items():
        if set(row) != {"zh", "en"}:
            sys.exit(f"{path}: {key} needs zh and en")
    return rows


def literal(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


parser = argparse.ArgumentParser()
parser.add_argument("--root", default=".")
parser.add_argument("--cpp")
parser.add_argument("--markdown")
arguments = parser.parse_args()

rows = {}
for path in sorted(pathlib.Path(arguments.root, "src").rglob("errors.yaml")):
    for key, row in read(path).items():
        if key in rows:
            sys.exit(f"{path}: {key} stands in another errors.yaml too")
        rows[key] = row

if arguments.cpp:
    lines = [f"    {{{literal(k)}, {literal(r['zh'])}, {literal(r['en'])}}}," for k, r in sorted(rows.items())]
    target = pathlib.Path(arguments.cpp)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text('#include "foundation/base/messages_table.h"\n\nnamespace yici {\n\nnamespace {\n\n'
                      "constexpr MessageRow kRows[] = {\n" + "\n".join(lines) + "\n};\n\n}  // namespace\n\n"
                      "std::span<const MessageRow> messages_table() {\n    return kRows;\n}\n\n}  // namespace yici\n",
                      encoding="utf-8")
if arguments.markdown:
    lines = [f"| `{k}` | {r['zh']} | {r['en']} |" for k, r in sorted(rows.items())]
    pathlib.Path(arguments.markdown).write_text(
        "# Errors\n\nMade by `tools/messages.py --markdown docs/errors.md` from every room's `errors.yaml`.\n\n"
        "| key | 中文 | English |\n|---|---|---|\n" + "\n".join(lines) + "\n", encoding="utf-8")
