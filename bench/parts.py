"""Parts of the product without HTTP, measured by programs that hold ours and the peer in one process."""
import json
import statistics
import subprocess

import measure


def run(program, folder, *arguments):
    measure.settle()
    said = subprocess.run([str(program), str(folder), *arguments], capture_output=True, text=True, check=True).stdout
    return json.loads(said)


def journal(programs, folder):
    found = run(programs / "journal_ratio", folder / "journal")
    return [measure.entry("journal, durable appends, 1024 entries of 256 bytes a batch", found["ours"], found["peer"],
                          "write and fdatasync of the same bytes and batch, preallocated file", 0.7, "entries/s")]


def cases(programs, folder):
    found = run(programs / "cases_ratio", folder / "cases")
    return [measure.entry("case steps, durable, 256 at once", found["ours"], found["peer"],
                          "one-row inserts, 256 in one SQLite commit", 0.3, "steps/s", cpu_us=round(statistics.median(found["cpu_us"]), 2),
                          peer_cpu_us=round(statistics.median(found["peer_cpu_us"]), 2))]
