#!/usr/bin/env python3
"""Holds every #include under src/ against src/modules.txt; lists each break and exits 1.

  1. A room includes itself and the rooms its line names; a line names only lines above it, so there are no circles.
  2. Rooms of services/ are entered by others through services/<name>/<name>.h alone.
  3. A header of a heavy package is seen only by rooms whose line names the package.
"""
import pathlib
import re
import sys

PACKAGE_OF = {"boost/beast": "beast", "boost/asio": "asio", "boost/": "asio", "sqlite3.h": "sqlite3", "libpq-fe.h": "libpq",
              "openssl/": "openssl", "libp11.h": "libp11", "yaml-cpp/": "yaml-cpp", "spdlog/": "spdlog",
              "nlohmann/": "json", "simdjson.h": "simdjson", "cairo": "cairo", "pango/": "pango", "qrencode.h": "qrencode",
              "prometheus/": "prometheus", "CLI/": "cli11", "argon2.h": "argon2", "zlib.h": "zlib", "unicode/": "icu",
              "re2/": "re2", "pugixml.hpp": "pugixml", "zip.h": "libzip", "mysql": "libmariadb",
              "sql.h": "odbc", "sqlext.h": "odbc", "bid_": "decimal"}


def read_rooms(path, errors):
    rooms = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        name, rest = (part.strip() for part in line.split(":", 1))
        needs, _, packages = (part.strip() for part in rest.partition("|"))
        for need in needs.split():
            if need not in rooms:
                errors.append(f"{path}:{number}: {name} needs {need}, which is not above it")
        rooms[name] = (set(needs.split()), set(packages.split()))
    return rooms


def room_of(relative, rooms):
    """The longest room that is a prefix of the path, or None for src/main.cpp and such."""
    parts = relative.parts[:-1]
    for length in range(len(parts), 0, -1):
        if (name := "/".join(parts[:length])) in rooms:
            return name
    return None


def check_include(own, include, rooms):
    needs, packages = rooms[own] if own else (set(rooms), {"cli11"})
    for prefix, package in PACKAGE_OF.items():
        if include.startswith(prefix):
            return None if package in packages else f"{include} belongs to rooms whose line names {package}"
    target = room_of(pathlib.PurePath(include), rooms)
    if target is None or target == own:
        return None
    if target not in needs:
        return f"{own} may not include {target}"
    door = f"{target}/{target.split('/')[-1]}.h"
    if target.startswith("services/") and include != door:
        return f"include {door}, the front door, not {include}"
    return None


def main():
    src = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "src")
    errors = []
    rooms = read_rooms(src / "modules.txt", errors)
    for file in sorted(path for path in src.rglob("*") if path.suffix in {".h", ".cpp"}):
        own = room_of(file.relative_to(src), rooms)
        if own is None and file.parent != src:
            errors.append(f"{file}: its folder is not in modules.txt")
            continue
        for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if match := re.match(r'\s*#\s*include\s*["<]([^">]+)', text):
                if fault := check_include(own, match[1], rooms):
                    errors.append(f"{file}:{number}: {fault}")
    print("\n".join(errors) or f"{len(rooms)} rooms, all includes allowed")
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())
