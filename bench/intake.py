"""Intake of a large file: parse, conversion and checks against DuckDB doing the same in SQL; everything on (checks, subject,
merge by key, provenance, quarantine, durable) against the bulk load of the same rows into a table that has none of it."""
import csv
import json
import os
import pathlib
import pwd
import resource
import shutil
import subprocess
import tempfile
import time

import measure
import nginx
import postgres

DUCKDB = pathlib.Path(__file__).resolve().parent / "duckdb"
ROWS = int(os.environ.get("YICI_BENCH_ROWS", "5000000"))
THREADS = "2"


def timed(command):
    """What a program said as JSON, with `cpu`, user and system seconds of all its threads, and `clock` as it told them."""
    measure.settle()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if said.returncode != 0:
        raise SystemExit(f"{command[0]}: {said.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = json.loads(said.stdout)
    found["cpu"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found["clock"] = min(found["seconds"]) if isinstance(found["seconds"], list) else found["seconds"]
    return found


def duckdb(folder, which):
    return timed(["node", DUCKDB / "checks.mjs", folder / "population.csv", folder / "departments.csv", which, THREADS])


def same(ours, peer):
    keys = ("rows", "violations", "birth_days", "income_fen", "updated_seconds", "household")
    for key in keys:
        if ours[key] != peer[key]:
            raise SystemExit(f"{key}: ours {ours[key]}, DuckDB {peer[key]}")


def line(name, ours, peer, peer_name, goal, rows):
    """Rows per second of CPU, which a neighbour hardly moves; the clock's rates stand beside them."""
    rate = [rows / one["clock"] for one in ours], [rows / one["clock"] for one in peer]
    by_clock = sorted(a / b for a, b in zip(*rate))[len(ours) // 2]
    return measure.entry(name, [rows / one["cpu"] for one in ours], [rows / one["cpu"] for one in peer], peer_name, goal,
                         "rows/s of CPU", rate=round(max(rate[0])), peer_rate=round(max(rate[1])), rate_ratio=round(by_clock, 2))


def checks(program, folder, rounds):
    subprocess.run([str(program), "sample", str(folder), str(ROWS)], check=True)
    start = duckdb_start(folder)
    entries = []
    for which, name in (("all", "twelve rules"), ("plain", "nine rules without check digits"), ("none", "no rules")):
        ours, peer = [], []
        for _ in range(rounds):
            ours.append(timed([program, "check", folder / "population.csv", which, THREADS]))
            peer.append(duckdb(folder, which))
            same(ours[-1], peer[-1])
            peer[-1]["cpu"] -= start  # node's own start is not DuckDB's
        entries.append(line(f"intake: parse, convert and check, {name}, {ROWS} rows", ours, peer,
                            f"DuckDB, the same in SQL, {THREADS} threads, equal counts", 3 if which != "none" else 1, ROWS))
    return entries


def duckdb_start(folder):
    empty = folder / "empty"
    empty.mkdir()
    (empty / "departments.csv").write_text("code\n")
    head = (folder / "population.csv").open(encoding="utf-8").readline()
    (empty / "population.csv").write_text(head)
    return min(duckdb(empty, "none")["cpu"] for _ in range(2))


def stores(program, folder, rounds):
    file = folder / "population.csv"
    ours, raw = [], []
    for turn in range(rounds):
        for command, found in (("store", ours), ("load", raw)):
            database = folder / f"{command}{turn}.db"
            found.append(timed([program, command, file, f"sqlite:{database}"]))
            for each in folder.glob(f"{command}{turn}.db*"):
                each.unlink()
    entries = [line(f"intake: everything on, durable, {ROWS} rows", ours, raw, "SQLite, bulk load without key or rule", 0.5, ROWS)]
    copied = [copy(file)] * len(ours)
    entries.append(line(f"intake: everything on, durable, {ROWS} rows", ours, copied, "PostgreSQL COPY without key or rule", 0.5, ROWS))
    return entries


def on_postgres(program, folder, rounds):
    """The centre's intake and a department's warehouse on PostgreSQL against a bare COPY of the same rows there; CPU is the
    program's and the server's."""
    rows = min(ROWS, 1_000_000)
    place = folder / "postgres"
    place.mkdir()
    subprocess.run([str(program), "sample", str(place), str(rows)], check=True)
    by_key(place / "population.csv", place / "ordered.csv")
    found = {"store": [], "house": [], "ordered": [], "load": []}
    with postgres.server() as url:
        for _ in range(rounds):
            for command, times in found.items():
                postgres.empty(url)
                server = postgres.pid(url)
                before = postgres.cpu_with_ended(server)
                of = ("house", "ordered.csv") if command == "ordered" else (command, "population.csv")
                one = timed([program, of[0], place / of[1], url])
                time.sleep(0.2)
                one["cpu"] += postgres.cpu_with_ended(server) - before
                times.append(one)
    shutil.rmtree(place)
    peer = "PostgreSQL, COPY without key or rule by the same program"
    return [line(f"intake on PostgreSQL: everything on, durable, {rows} rows", found["store"], found["load"], peer, 0.5, rows),
            line(f"warehouse on PostgreSQL: key, digest, change number, {rows} rows by the thousand, in the order of their key, as "
                 "a full pass reads them", found["ordered"], found["load"], peer, 0.2, rows),
            line("warehouse on PostgreSQL: the same in no order, as a pass by watermark", found["house"], found["load"], peer, 0.2,
                 rows)]


def by_key(file, ordered):
    """The same rows in the order of their first column's bytes."""
    with file.open(encoding="utf-8", newline="") as rows, ordered.open("w", encoding="utf-8", newline="") as out:
        head, *rest = csv.reader(rows)
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(sorted(rest, key=lambda row: row[0].encode()))


def copy(file):
    """COPY of the file into an unkeyed table of a server of our own; CPU is that of the server's processes."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="yici-bench-", dir=file.parent.parent.parent))
    here = file.parent
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    for each in (here, *here.parents):
        if each.stat().st_uid == os.geteuid() and not each.stat().st_mode & 0o001:
            each.chmod(each.stat().st_mode | 0o011)
    port, data = str(nginx.free_port()), str(folder / "data")
    as_postgres = lambda command: postgres.as_postgres(command, "0,1")
    as_postgres([postgres.PROGRAMS + "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"])
    as_postgres([postgres.PROGRAMS + "pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o",
                 f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c shared_buffers=1GB -c max_wal_size=4GB", "start"])
    try:
        where = ["-h", str(folder), "-p", port, "-U", "postgres", "-d", "postgres", "-q", "-c"]
        columns = ", ".join(f"{name} TEXT" for name in file.open(encoding="utf-8").readline().strip().split(","))
        as_postgres(["psql", *where, f"CREATE TABLE population ({columns})"])
        server = int((folder / "data/postmaster.pid").read_text().split()[0])
        before, began = postgres.cpu_with_ended(server), time.monotonic()
        as_postgres(["psql", *where, f"COPY population FROM '{file}' CSV HEADER"])
        took = time.monotonic() - began
        time.sleep(0.2)
        return {"clock": took, "cpu": postgres.cpu_with_ended(server) - before}
    finally:
        as_postgres([postgres.PROGRAMS + "pg_ctl", "-D", data, "-m", "immediate", "stop"])
        shutil.rmtree(folder)


def growth(program, folder):
    """CPU a row at 1, 2 and 4 million rows; linear when the last costs no more than a quarter above the first."""
    found = []
    for millions in (1, 2, 4):
        place = folder / f"{millions}m"
        place.mkdir()
        subprocess.run([str(program), "sample", str(place), str(millions * 1_000_000)], check=True)
        one = timed([program, "store", place / "population.csv", f"sqlite:{place / 'store.db'}"])
        found.append(one["cpu"] / millions)
        shutil.rmtree(place)
    return [measure.entry("intake: CPU a row at 4 million rows over that at 1 million", [found[0]], [found[2]],
                          "itself at 4 million", 0.8, "microseconds a row", at_2_million=round(found[1], 3))]


def intake(programs, folder, rounds):
    program = programs / "intake_ratio"
    few = min(rounds, 2)
    return (checks(program, folder, rounds) + stores(program, folder, few) + on_postgres(program, folder, few)
            + growth(program, folder))
