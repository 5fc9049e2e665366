"""The program itself on a folder with 100,000 persons: memory, and how soon it answers after its start."""
import contextlib
import pathlib
import re
import time
import urllib.request

import measure
import nginx

PERSONS, ENTITIES = 100_000, 20_000
MEMORY_LIMIT, START_LIMIT = 200.0, 1.0  # MB, seconds


def start(program, data, port):
    """Seconds until the first answer, and the server."""
    began = time.monotonic()
    server = measure.Server([str(program), "serve"], f"http://127.0.0.1:{port}",
                            {"YICI_DATA": str(data), "YICI_HTTP_PORT": str(port), "YICI_LOG_LEVEL": "error"})
    while True:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(server.url + "/api/v1/matters", timeout=5).read()
            return time.monotonic() - began, server
        if server.process.poll() is not None:
            raise SystemExit("yici serve ended")
        time.sleep(0.005)


def memory_of(server):
    status = "".join(pathlib.Path(f"/proc/{pid}/status").read_text() for pid in measure.process_tree(server.process.pid))
    return sum(int(kib) for kib in re.findall(r"VmRSS:\s+(\d+)", status)) * 1024 / 1e6


def serving(program, folder, rounds=3):
    data = folder / "data"
    print(f"  seeding {PERSONS:,} persons …", flush=True)
    port = nginx.free_port()
    with measure.Server([str(program), "run", "--port", str(port), "--data", str(data), "--persons", str(PERSONS), "--entities",
                         str(ENTITIES)], f"http://127.0.0.1:{port}", core="0,1") as seeding:
        measure.wait_for(seeding.url + "/api/v1/matters", seeding.process, 240)
    starts, memories = [], []
    for _ in range(rounds):
        measure.settle()
        seconds, server = start(program, data, nginx.free_port())
        with server:
            for _ in range(200):
                urllib.request.urlopen(server.url + "/api/v1/matters", timeout=5).read()
            starts.append(seconds)
            memories.append(memory_of(server))
    return [limit("first answer after start, 100,000 persons", starts, START_LIMIT, "s"),
            limit("memory with 100,000 persons", memories, MEMORY_LIMIT, "MB")]


def limit(name, values, most, unit):
    return measure.entry(name, values, [most] * len(values), "the limit", 1, unit, below=True)
