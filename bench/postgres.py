"""A PostgreSQL of our own on loopback, as user postgres, for pgbench."""
import contextlib
import os
import pathlib
import pwd
import re
import shutil
import subprocess
import tempfile
import time

import measure
import nginx

PROGRAMS = "/usr/lib/postgresql/15/bin/"


def as_postgres(command, core):
    who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    return subprocess.run([*who, "taskset", "-c", core, *command], capture_output=True, text=True, check=True, cwd="/").stdout


@contextlib.contextmanager
def server():
    """A durable server on a socket in its folder; a connection string for it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="yici-bench-"))
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    port, data = str(nginx.free_port()), str(folder / "data")
    as_postgres([PROGRAMS + "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"], measure.LOAD_CORE)
    as_postgres([PROGRAMS + "pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o",
                 f"-p {port} -c listen_addresses= -k {folder} -c shared_buffers=512MB", "start"], "0,1")
    try:
        yield f"postgresql:host={folder} port={port} user=postgres dbname=postgres"
    finally:
        as_postgres([PROGRAMS + "pg_ctl", "-D", data, "-m", "immediate", "stop"], measure.LOAD_CORE)
        shutil.rmtree(folder)


def folder_of(url):
    return pathlib.Path(re.search(r"host=(\S+)", url)[1])


def pid(url):
    return int((folder_of(url) / "data/postmaster.pid").read_text().split()[0])


def empty(url):
    """All that stands in the database goes."""
    as_postgres(["psql", url.removeprefix("postgresql:"), "-q", "-c", "DROP SCHEMA public CASCADE", "-c", "CREATE SCHEMA public"],
                measure.LOAD_CORE)


def selects(rounds, scale=20, seconds=2):
    """Rounds of `pgbench -S -M prepared -c16` as load() gives them; the server on the server's core."""
    # Selections stay in memory, and /tmp is where user postgres may go wherever the repository lies.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="yici-bench-"))
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    port, data = str(nginx.free_port()), str(folder / "data")
    as_postgres([PROGRAMS + "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"], measure.LOAD_CORE)
    as_postgres([PROGRAMS + "pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o",
                 f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c shared_buffers=1GB -c fsync=off", "start"], measure.SERVER_CORE)
    try:
        where = ["-h", str(folder), "-p", port, "-U", "postgres", "postgres"]
        as_postgres(["pgbench", "-i", "-q", "-s", str(scale), *where], measure.LOAD_CORE)
        server = int((folder / "data/postmaster.pid").read_text().split()[0])
        return [one_round(server, where, seconds) for _ in range(rounds)]
    finally:
        as_postgres([PROGRAMS + "pg_ctl", "-D", data, "-m", "immediate", "stop"], measure.LOAD_CORE)
        shutil.rmtree(folder)


def one_round(server, where, seconds):
    measure.settle()
    # The processes of the sixteen connections end with them, and their time goes to the postmaster's children.
    before, machine = cpu_with_ended(server), measure.machine_seconds()
    said = as_postgres(["pgbench", "-S", "-M", "prepared", "-n", "-c", "16", "-T", str(seconds), *where], measure.LOAD_CORE)
    time.sleep(0.2)
    spent = cpu_with_ended(server) - before
    busy, total = (now - then for now, then in zip(measure.machine_seconds(), machine))
    rate = float(re.search(r"tps = ([0-9.]+)", said)[1])
    count = int(re.search(r"actually processed: (\d+)", said)[1])
    return {"rate": rate, "cpu_us": spent * 1e6 / count, "other_cpu": max(0.0, busy - 2 * seconds) / total}


def cpu_with_ended(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[13]) + int(fields[14])) / measure.TICK + measure.cpu_seconds(pid)
