"""Case-bound calls over HTTP: the exchange of the product in bench/calls_node, under wrk, against nginx."""
import hashlib
import http.client
import json
import pathlib
import re
import subprocess
import time

import measure
import nginx
import postgres
from measure import Server, alternate, load, rates

BENCH = pathlib.Path(__file__).resolve().parent
CALLS_LUA = (BENCH / "calls.lua").read_text()
SAMPLES = 50


class CallsNode(Server):
    """bench/calls_node with its truth gates: it must end with as many journal entries as answers."""

    def __init__(self, programs, folder, journaling="buffered", signing="plain", store="memory", department=None):
        folder.mkdir(parents=True)
        command = [str(programs / "calls_node"), str(folder), journaling, signing, store]
        if department:
            command.append(department.url)
        super().__init__(command, output=subprocess.PIPE)
        self.folder, self.counted, self.rounds_open, self.refused = folder, 0, 0, 0
        self.signed = signing != "plain"
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("calls_node did not start")
        self.port = int(line)
        self.url = f"http://127.0.0.1:{self.port}"

    def requests(self, kind="registry"):
        return [line.split("\t") for line in (self.folder / kind).read_text().splitlines()]

    def post(self, line, signature=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("POST", "/api/v1/calls", line[2].encode(), {
            "Content-Type": "application/json", "Yici-Application": "bench", "Yici-Time": line[0],
            "Yici-Signature": signature or line[1]})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body, answer.getheader("Yici-Signature")

    def check_answers(self, kind="registry"):
        """Samples are right, a wrong signature and a missing grant are refused; returns one body."""
        lines = self.requests(kind)
        for line in lines[:: len(lines) // SAMPLES]:
            status, body, signature = self.post(line)
            asked, answer = json.loads(line[2]), json.loads(body)
            request = f"POST\n/api/v1/calls\nbench\n{line[0]}\n{line[2]}".encode()
            right = (status == 200 and answer["call"] == asked["id"] and answer["case"] == asked["case"]
                     and answer["result"] == "ok" and answer["fields"] == {"name": "某人", "note": "x" * 700}
                     and answer["request"] == hashlib.new("sm3", request).hexdigest() and bool(signature) == self.signed)
            if not right:
                raise SystemExit(f"a wrong answer: {status} {body[:300]}")
            self.counted += 1
        wrong, _, _ = self.post(lines[0], "0" * 64)
        ungranted, _, _ = self.post(self.requests("ungranted")[0])
        if (wrong, ungranted) != (401, 403):
            raise SystemExit(f"a wrong signature and a missing grant were answered {wrong} and {ungranted}")
        self.refused += 1  # the refusal of a known application is journaled too
        return body

    def round(self, kind="registry", connections=64, seconds=2):
        figures = load(self, "/api/v1/calls", CALLS_LUA, [str(self.folder / kind)], connections, seconds)
        self.counted += figures["requests"]
        self.rounds_open += connections
        return figures

    def finish(self):
        """Ends the node and holds its journal against what was counted."""
        said = re.search(r"answered (\d+) entries (\d+) verified (\S+)", self.stop() or "")
        if not said:
            raise SystemExit("calls_node did not end well")
        answered, entries, verified = int(said[1]), int(said[2]), said[3]
        # wrk does not count what was under way when its time was over.
        between = self.counted + self.refused <= entries <= self.counted + self.refused + self.rounds_open
        if answered != entries or not between or verified != "yes":
            raise SystemExit(f"the journal does not tell the truth: counted {self.counted}, answered {answered}, "
                             f"entries {entries}, verified {verified}")


def against_nginx(programs, folder, rounds, name, goal, connections, **mode):
    node = CallsNode(programs, folder / "node", **mode)
    body = node.check_answers()
    with nginx.start(folder / "nginx", body) as peer:
        ours, theirs = alternate(lambda: node.round(connections=connections),
                                 lambda: load(peer, "/file.json", connections=connections), rounds)
    node.finish()
    return rates(name, ours, theirs, f"nginx, static file of the same {len(body)} bytes", goal), ours


def registry(programs, folder, rounds):
    entries = []
    entries.append(against_nginx(programs, folder / "buffered", rounds, "registry call, journal durable within a second", 0.75,
                                 64, journaling="buffered")[0])
    entries.append(against_nginx(programs, folder / "durable", rounds, "registry call, durable before the reply, 256 connections",
                                 0.65, 256, journaling="durable")[0])
    line, ours = against_nginx(programs, folder / "sqlite", rounds, "registry call, record read from SQLite each time", 0.5, 64,
                               store="database")
    entries.append(line)
    theirs = postgres.selects(len(ours))
    entries.append(rates("registry call, record read from SQLite each time, against PostgreSQL", ours, theirs,
                         "pgbench -S -M prepared -c16 over its socket, rounds after ours", 1.5))
    return entries


def signed(programs, folder, rounds):
    """Every answer covered by a batch signature, against none, and against one signature each."""
    plain = CallsNode(programs, folder / "plain")
    batch = CallsNode(programs, folder / "batch", signing="signed")
    for node in (plain, batch):
        node.check_answers()
    # As many calls are in work as an answer's signature can cover.
    ours, theirs = alternate(lambda: batch.round(connections=256), lambda: plain.round(connections=256), rounds)
    plain.finish()
    entries = [rates("registry call, signed in batches (SM2), 256 connections", ours, theirs, "the same, unsigned", 0.9)]
    singly = CallsNode(programs, folder / "singly", signing="singly")
    singly.check_answers()
    ours, theirs = alternate(lambda: batch.round(connections=256), lambda: singly.round(connections=256), 3)
    for node in (batch, singly):
        node.finish()
    return entries + [rates("registry call, signed in batches (SM2), against each alone", ours, theirs,
                            "the same node with one OpenSSL SM2 signature an answer", 10)]


def proxied(programs, folder, rounds):
    """The department's system shares the core of the load, so it limits both sides alike: look at the CPU ratio too."""
    record = json.dumps({"name": "某人", "note": "x" * 700}, ensure_ascii=False).encode()
    with nginx.start(folder / "department", record, core=measure.LOAD_CORE) as department:
        node = CallsNode(programs, folder / "node", department=department)
        node.check_answers("proxy")
        with nginx.start(folder / "nginx", b"{}", upstream=department.port) as peer:
            ours, theirs = alternate(lambda: node.round("proxy"), lambda: load(peer, "/proxied/person/330106190000000000"), rounds)
        node.finish()
    return [rates("proxied call to a department's HTTP system, grant and journal", ours, theirs, "nginx proxying to it", 0.9)]


def half_load(programs, folder):
    """p99 at half of the rate that the node just reached with everything on: durable, signed, 256 connections. Requests
    are due at fixed times and latency counts from when each was due, so that a slow answer hides none after it."""
    node = CallsNode(programs, folder / "node", journaling="durable", signing="signed")
    node.check_answers()
    full = node.round(connections=256)["rate"]
    values = []
    for _ in range(3):
        measure.settle()
        run = subprocess.run(["taskset", "-c", measure.LOAD_CORE, str(programs / "paced_calls"), str(node.port),
                              str(node.folder / "registry"), str(int(full / 2)), "3", "256"], capture_output=True, text=True, check=True)
        values.append(json.loads(run.stdout))
        node.counted += values[-1]["requests"]
    node.finish()
    time.sleep(0.1)
    p99 = [one["p99_ms"] for one in values]
    return [measure.entry("p99 at half load, durable and signed", p99, [10.0] * len(p99), "the limit", 1, "ms", below=True,
                          offered=int(full / 2), answered_rate=round(values[0]["rate"]))]
