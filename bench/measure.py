"""Measuring a server under wrk: one core for the server, the other for the load; rates, server CPU a request, ratios.

Rounds of ours and the peer alternate (A B B A …), so that a drifting machine moves both; the ratio is taken round by
round and its median is what counts."""
import contextlib
import json
import os
import pathlib
import signal
import statistics
import subprocess
import tempfile
import time
import urllib.request

SERVER_CORE, LOAD_CORE = "0", "1"
TICK = os.sysconf("SC_CLK_TCK")

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
    """A process on the server's core, and where it answers."""

    def __init__(self, command, url, environment=None, log=None):
        self.url = url
        # CPU time counts from here, so that start and seeding do not.
        self.process = subprocess.Popen(["taskset", "-c", SERVER_CORE, *command], env={**os.environ, **(environment or {})},
                                        stdout=log or subprocess.DEVNULL, stderr=log or subprocess.DEVNULL)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def load(server, path, script="", connections=64, seconds=3):
    """One round of wrk: rate, CPU microseconds a request, percentiles; bad answers end the run."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        lua.write(script + REPORT_LUA)
        lua.flush()
        before = cpu_seconds(server.process.pid)
        result = subprocess.run(["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s",
                                 "-s", lua.name, server.url + path], capture_output=True, text=True, check=True)
        spent = cpu_seconds(server.process.pid) - before
    figures = json.loads(next(line[4:] for line in result.stdout.splitlines() if line.startswith("JSON")))
    if figures["bad"] or figures["lost"] or not figures["requests"]:
        raise SystemExit(f"{server.url}{path}: {figures['bad']} bad and {figures['lost']} lost answers of {figures['requests']}")
    return {"rate": figures["requests"] / figures["microseconds"] * 1e6, "cpu_us": spent * 1e6 / figures["requests"],
            "p50_ms": figures["p50_us"] / 1000, "p99_ms": figures["p99_us"] / 1000, "requests": figures["requests"]}


def alternate(ours, peer, rounds):
    """Runs both by turns, ABBA; returns the rounds of each."""
    results = {"ours": [], "peer": []}
    for number in range(rounds):
        order = [("ours", ours), ("peer", peer)]
        for name, run in order if number % 2 == 0 else reversed(order):
            results[name].append(run())
    return results["ours"], results["peer"]


def entry(name, ours, peer, peer_name, goal, unit, **more):
    """One line of the report; a ratio above 1 means that ours is the better one."""
    ratios = [a / b for a, b in zip(ours, peer)]
    ratio = statistics.median(ratios)
    line = {"name": name, "ours": statistics.median(ours), "peer": statistics.median(peer), "peer_name": peer_name,
            "ratio": round(ratio, 3), "ratio_least": round(min(ratios), 3), "ratio_most": round(max(ratios), 3),
            "goal": goal, "unit": unit, "reached": bool(ratio >= goal) if goal else None, **more}
    print(f"  {name}: {line['ours']:,.1f} against {line['peer']:,.1f} {unit} of {peer_name}: ratio {ratio:.2f}"
          + (f" (goal {goal}, {'reached' if line['reached'] else 'NOT reached'})" if goal else "")
          + "".join(f", {k} {v}" for k, v in more.items()), flush=True)
    return line
