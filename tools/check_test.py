#!/usr/bin/env python3
"""The checks must fail on planted violations: each case is a small tree, the check, and a part of what it must say."""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
ROOMS = ("foundation/base: | spdlog\nfoundation/db: foundation/base | sqlite3\n"
         "services/a: foundation/base foundation/db\nservices/b: foundation/base services/a\n")
CASES = [
    ("upwards", {"foundation/base/x.cpp": '#include "foundation/db/d.h"\n'}, "foundation/base may not include foundation/db"),
    ("back door", {"services/b/b.cpp": '#include "services/a/a_store.h"\n'}, "include services/a/a.h, the front door"),
    ("heavy header", {"services/a/a.cpp": "#include <sqlite3.h>\n"}, "belongs to rooms whose line names sqlite3"),
    ("unlisted room", {"services/c/c.cpp": "\n"}, "its folder is not in modules.txt"),
    ("circle", {"modules.txt": "foundation/a: foundation/b\nfoundation/b: foundation/a\n"}, "which is not above it"),
    ("allowed", {"services/b/b.cpp": '#include "services/a/a.h"\n#include "foundation/base/e.h"\n'}, None),
]
LONG_FUNCTION = "int f() {\n" + "    g();\n" * 60 + "}\n"
STYLE = [
    ("long file", "int x;\n" * 401, "401 lines, at most 400"),
    ("long function", LONG_FUNCTION, "a function of 62 lines"),
    ("long line", "// " + "x" * 120 + "\n", "123 characters, at most 120"),
    ("unfinished", "// TO" "DO later\n", "an unfinished word"),
    ("fine", "int f() {\n    return 1;\n}\n", None),
]


def run(tool, folder):
    return subprocess.run([sys.executable, HERE / tool, folder], capture_output=True, text=True, check=False)


failures = []


def expect(name, result, said):
    good = (result.returncode == 0) if said is None else (result.returncode == 1 and said in result.stdout)
    if not good:
        failures.append(f"{name}: exit {result.returncode}, said {result.stdout.strip()!r}, expected {said!r}")


for name, files, said in CASES:
    with tempfile.TemporaryDirectory() as folder:
        for path, text in {"modules.txt": ROOMS, **files}.items():
            target = pathlib.Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        expect(name, run("check_modules.py", folder), said)
for name, text, said in STYLE:
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "x.cpp").write_text(text, encoding="utf-8")
        expect(name, run("check_style.py", folder), said)
print("\n".join(failures) or f"{len(CASES) + len(STYLE)} planted cases judged rightly")
sys.exit(bool(failures))
