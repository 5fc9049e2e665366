#!/usr/bin/env python3
"""Turns holiday notices as JSON (the form of NateScarlet/holiday-cn: year, papers, days) into a pack's calendars.

tools/make_calendars.py FOLDER_OF_JSON packs/zhejiang/calendars

Only days that differ from Monday to Friday are written. A notice may name days of the year before; they stay with the
notice that names them.
"""
import datetime
import json
import pathlib
import sys


def yaml_of(notice):
    lines = [f"year: {notice['year']}", "papers:"]
    lines += [f"  - {paper}" for paper in notice["papers"]]
    lines.append("days:")
    for day in sorted(notice["days"], key=lambda d: d["date"]):
        weekend = datetime.date.fromisoformat(day["date"]).weekday() >= 5
        if day["isOffDay"] != weekend:
            off = "true" if day["isOffDay"] else "false"
            lines.append(f"  - {{date: {day['date']}, name: {day['name']}, off: {off}}}")
    return "\n".join(lines) + "\n"


if len(sys.argv) != 3:
    sys.exit(__doc__)
source, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
target.mkdir(parents=True, exist_ok=True)
for path in sorted(source.glob("20[0-9][0-9].json")):
    notice = json.loads(path.read_text(encoding="utf-8"))
    (target / f"{notice['year']}.yaml").write_text(yaml_of(notice), encoding="utf-8")
    print(target / f"{notice['year']}.yaml")
