"""Parts of the product without HTTP, measured by programs that hold ours and the peer in one process."""
import json
import pathlib
import statistics
import subprocess

import measure
import postgres


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


def procedures(programs, folder):
    """Five-step procedures against bare inserts, and against bpmn-engine in memory where its packages are installed."""
    found = run(programs / "procedures_ratio", folder / "rate", "rate")
    more = {key: found[key] for key in ("step_p50_us", "step_p99_us", "single_p50_us", "single_p99_us")}
    entries = [measure.entry("procedures of five steps, durable, SQLite, 256 at once", found["ours"], found["peer"],
                             "bare inserts of as many rows in as many transactions", 0.2, "instances/s", **more)]
    entries += engine_in_memory("SQLite", found["ours"])
    with postgres.server() as address:
        found = run(programs / "procedures_ratio", folder / "server", "rate", address)
        more = {key: found[key] for key in ("step_p50_us", "step_p99_us", "single_p50_us", "single_p99_us")}
        more["serializable"] = round(statistics.median(found["serializable"]), 1)
        entries.append(measure.entry("procedures of five steps, durable, PostgreSQL, 16 callers", found["ours"],
                                     found["peer"], "bare inserts of as many rows in as many transactions", 0.2,
                                     "instances/s", **more))
        entries += engine_in_memory("PostgreSQL", found["ours"])
    found = run(programs / "procedures_ratio", folder / "waiting", "waiting", "1000", "1000000")
    entries.append(measure.entry("procedures beside 1,000,000 waiting instances", found["many"], found["few"],
                                 "the same beside 1,000", 0.8, "instances/s", due_us=found["many_due_us"],
                                 few_due_us=found["few_due_us"]))
    return entries


def engine_in_memory(name, ours):
    peers = pathlib.Path(__file__).resolve().parent / "bpmn_engine"
    if not (peers / "node_modules/bpmn-engine").is_dir():
        print("      bpmn-engine is not installed: npm ci in bench/bpmn_engine", flush=True)
        return []
    measure.settle()
    said = subprocess.run(["node", "procedures.mjs", str(len(ours)), "100"], cwd=peers, capture_output=True, text=True,
                          check=True).stdout
    return [measure.entry(f"procedures of five steps, durable, {name}, against bpmn-engine", ours, json.loads(said),
                          "bpmn-engine (npm), in memory", 1, "instances/s")]


def feel(programs, repository, rounds):
    """The expressions of feel.json, parsed once and parsed each time, against feelin, which always parses."""
    file, seconds = repository / "bench/feel.json", "1"

    def said(*command):
        measure.settle()
        return json.loads(subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True).stdout)

    ours, peer = measure.alternate(lambda: said(programs / "feel_ratio", file, seconds),
                                   lambda: said("node", repository / "bench/feel_peer.mjs", file, seconds), rounds)
    rates = [one["each"] for one in peer]
    return [measure.entry("FEEL expressions, parsed once and run many times", [one["once"] for one in ours], rates,
                          "feelin (npm), evaluate", 20, "expressions/s"),
            measure.entry("FEEL expressions, parsed and run each time", [one["each"] for one in ours], rates,
                          "feelin (npm), evaluate", 20, "expressions/s")]


def table(programs, repository, folder):
    """A table of 100 rules over 1,000,000 rows by columns, and its rows one by one; feelin does some of the same rows."""
    measure.settle()
    ours = run(programs / "table_ratio", folder)
    measure.settle()
    said = subprocess.run(["node", str(repository / "bench/table_feelin.mjs"), str(folder / "table.json")],
                          capture_output=True, text=True, check=True).stdout
    peer = json.loads(said)
    if peer["different"]:
        raise SystemExit(f"feelin answers {peer['different']} of {peer['rows']} rows differently")
    name = "feelin (npm), unaryTest of the same cells"
    return [measure.entry("table of 100 rules over 1,000,000 rows, by columns", [ours["rows_per_second"]],
                          [peer["rows_per_second"]], name, 50, "rows/s", peer_rows=peer["rows"]),
            measure.entry("table of 100 rules, one row at a time through the model", [ours["single_per_second"]],
                          [peer["rows_per_second"]], name, 50, "rows/s", peer_rows=peer["rows"])]
