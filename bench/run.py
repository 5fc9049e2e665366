"""make bench: everything that Yici promises about speed, as ratios against peers measured in the same run."""
import argparse
import datetime
import json
import os
import pathlib
import platform
import tempfile
import time

import calls
import intake
import linkage
import measure
import node
import parts

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--build", type=pathlib.Path, default=REPOSITORY / "build/release")
    arguments.add_argument("--rounds", type=int, default=4)
    arguments.add_argument("--only", help="parts of it: registry,signed,proxied,half_load,journal,cases,feel,table,procedures,linkage,intake,serving")
    chosen = arguments.parse_args()
    programs = chosen.build / "bench"
    if os.cpu_count() < 2:
        raise SystemExit("measuring needs two cores, one for the server and one for the load")
    all_parts = {
        "registry": lambda folder: calls.registry(programs, folder, chosen.rounds),
        "signed": lambda folder: calls.signed(programs, folder, chosen.rounds),
        "proxied": lambda folder: calls.proxied(programs, folder, chosen.rounds),
        "half_load": lambda folder: calls.half_load(programs, folder),
        "journal": lambda folder: parts.journal(programs, folder),
        "cases": lambda folder: parts.cases(programs, folder),
        "procedures": lambda folder: parts.procedures(programs, folder),
        "feel": lambda folder: parts.feel(programs, REPOSITORY, chosen.rounds),
        "table": lambda folder: parts.table(programs, REPOSITORY, folder),
        "linkage": lambda folder: linkage.against_duckdb(chosen.build / "yici", folder, chosen.rounds),
        "serving": lambda folder: node.serving(chosen.build / "yici", folder),
        "intake": lambda folder: intake.intake(programs, folder, min(chosen.rounds, 3)),
    }
    began = time.monotonic()
    entries = []
    # The disk of the build folder is measured, not a /tmp in memory.
    (REPOSITORY / "build/bench").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=REPOSITORY / "build/bench") as folder:
        for name in chosen.only.split(",") if chosen.only else all_parts:
            print(f"==> {name}", flush=True)
            place = pathlib.Path(folder) / name
            place.mkdir()
            entries += all_parts[name](place)
    report = {"time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
              "machine": {"processor": processor(), "cores": os.cpu_count(), "kernel": platform.release()},
              "seconds": round(time.monotonic() - began), "entries": entries}
    (REPOSITORY / "build/bench/report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    missed = [one["name"] for one in entries if not one["reached"]]
    print(f"\n{len(entries) - len(missed)} of {len(entries)} goals reached in {report['seconds']} s; build/bench/report.json")
    for name in missed:
        print(f"  NOT reached: {name}")


if __name__ == "__main__":
    main()
