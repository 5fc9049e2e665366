"""Measuring a server under load: one core for the server, the other for the load; rates, server CPU a request, ratios.

Rounds of ours and the peer alternate (A B B A …), so that a drifting machine moves both; the ratio is taken round by
round and its median is what counts. What else the machine did meanwhile is written beside the result."""
import contextlib
import json
import os
import pathlib
import resource
import signal
import statistics
import subprocess
import tempfile
import time
import urllib.request

SERVER_CORE, LOAD_CORE = "0", "1"
TICK = os.sysconf("SC_CLK_TCK")
QUIET = 0.93  # share of the machine that should be idle before a round
PATIENCE = 1.0  # seconds that a round waits for it
CROWDED = 0.2  # share of the machine that others took
SPREAD = 1.5  # above this between the least and the greatest ratio, a result says little

REPORT_LUA = """
done = function(summary, latency, requests)
  io.write(string.format('JSON{"requests":%d,"microseconds":%d,"bad":%d,"lost":%d,"p50_us":%d,"p99_us":%d}\\n',
    summary.requests, summary.duration, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""


def process_tree(pid):
    found = [pid]
    for parent in found:
        with contextlib.suppress(FileNotFoundError):
            for task in os.listdir(f"/proc/{parent}/task"):
                with contextlib.suppress(FileNotFoundError):
                    found += [int(c) for c in pathlib.Path(f"/proc/{parent}/task/{task}/children").read_text().split()]
    return found


def cpu_seconds(pid):
    """User and system time of a process and its children, all threads."""
    total = 0
    for one in process_tree(pid):
        with contextlib.suppress(FileNotFoundError):
            fields = pathlib.Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
    return total / TICK


def machine_seconds():
    """Busy and all CPU time of the machine since it started."""
    times = [int(field) for field in pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    return (sum(times) - times[3] - times[4]) / TICK, sum(times) / TICK


def settle():
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        busy, total = machine_seconds()
        time.sleep(0.1)
        busy_now, total_now = machine_seconds()
        if total_now > total and 1 - (busy_now - busy) / (total_now - total) >= QUIET:
            return


def wait_for(url, process, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"the server of {url} ended with {process.returncode}")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=1).read()
            return
        time.sleep(0.02)
    raise SystemExit(f"nothing answers at {url}")


class Server:
    """A process on one core, and where it answers."""

    def __init__(self, command, url="", environment=None, output=None, core=SERVER_CORE):
        self.url = url
        self.process = subprocess.Popen(["taskset", "-c", core, *command], env={**os.environ, **(environment or {})},
                                        stdout=output or subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Ends it; what it still printed."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.communicate(timeout=30)[0]
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.communicate()[0]


def load(server, path, script="", arguments=(), connections=64, seconds=2):
    """One round of wrk: rate, CPU microseconds a request, percentiles; bad answers end the run."""
    settle()
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        lua.write(script + REPORT_LUA)
        lua.flush()
        before, machine, wrk = cpu_seconds(server.process.pid), machine_seconds(), resource.getrusage(resource.RUSAGE_CHILDREN)
        result = subprocess.run(["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s",
                                 "-s", lua.name, server.url + path, "--", *arguments], capture_output=True, text=True, check=True)
        spent = cpu_seconds(server.process.pid) - before
        busy, total = (now - then for now, then in zip(machine_seconds(), machine))
        wrk_now = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = spent + wrk_now.ru_utime + wrk_now.ru_stime - wrk.ru_utime - wrk.ru_stime
    figures = json.loads(next(line[4:] for line in result.stdout.splitlines() if line.startswith("JSON")))
    if figures["bad"] or figures["lost"] or not figures["requests"]:
        raise SystemExit(f"{server.url}{path}: {figures['bad']} bad and {figures['lost']} lost answers of {figures['requests']}")
    elapsed = figures["microseconds"] / 1e6
    return {"rate": figures["requests"] / elapsed, "cpu_us": spent * 1e6 / figures["requests"], "server_busy": spent / elapsed,
            "p50_ms": figures["p50_us"] / 1000, "p99_ms": figures["p99_us"] / 1000, "requests": figures["requests"],
            "other_cpu": max(0.0, busy - own) / total}


def alternate(ours, peer, rounds):
    """Runs both by turns, ABBA; returns the rounds of each."""
    results = {"ours": [], "peer": []}
    for number in range(rounds):
        order = [("ours", ours), ("peer", peer)]
        for name, run in order if number % 2 == 0 else reversed(order):
            results[name].append(run())
    return results["ours"], results["peer"]


def entry(name, ours, peer, peer_name, goal, unit, below=False, also=True, **more):
    """One line of the report from the values of each round; a ratio above 1 means that ours is the better one. With
    `below` less is better, and the ratio is the peer's value over ours. `also`: what else must hold for the goal."""
    ratios = [b / a if below else a / b for a, b in zip(ours, peer)]
    ratio = statistics.median(ratios)
    line = {"name": name, "ours": round(statistics.median(ours), 3), "peer": round(statistics.median(peer), 3),
            "peer_name": peer_name, "ratio": round(ratio, 3), "goal": goal, "unit": unit, "reached": bool(ratio >= goal and also),
            "ratio_least": round(min(ratios), 3), "ratio_most": round(max(ratios), 3), "rounds": len(ratios),
            "steady": max(ratios) / min(ratios) <= SPREAD, **more}
    verdict = "reached" if line["reached"] else "NOT reached"
    print(f"  {name}\n      {line['ours']:,.1f} against {line['peer']:,.1f} {unit} of {peer_name}\n"
          f"      ratio {ratio:.2f} ({min(ratios):.2f}-{max(ratios):.2f} in {len(ratios)} rounds), goal {goal}: {verdict}"
          + ("" if line["steady"] else " - rounds differ too much to conclude"), flush=True)
    if more:
        print("      " + ", ".join(f"{key} {value}" for key, value in more.items()), flush=True)
    return line


def median_of(rounds, key, digits=2):
    return round(statistics.median(one[key] for one in rounds), digits)


def rates(name, ours, peer, peer_name, goal, **more):
    """An entry from rounds of load(). The ratio is of what a second of server CPU answers, which a load or a neighbour
    that takes the core away hardly moves; the rates stand beside it, and the goal is reached when both ratios say so. On a
    machine that others keep busy the rates show the neighbours, and CPU time alone judges."""
    others = median_of(ours + peer, "other_cpu", 3)
    rate = statistics.median(a["rate"] / b["rate"] for a, b in zip(ours, peer))
    return entry(name, [1e6 / one["cpu_us"] for one in ours], [1e6 / one["cpu_us"] for one in peer], peer_name, goal,
                 "requests/s of server CPU", also=rate >= goal or others > CROWDED,
                 judged_by="cpu" if others > CROWDED else "cpu and rate", cpu_us=median_of(ours, "cpu_us"),
                 peer_cpu_us=median_of(peer, "cpu_us"), rate=median_of(ours, "rate", 0), peer_rate=median_of(peer, "rate", 0),
                 rate_ratio=round(rate, 3), **{key: median_of(ours, key) for key in ("p99_ms", "server_busy") if key in ours[0]},
                 other_cpu=others, **more)
