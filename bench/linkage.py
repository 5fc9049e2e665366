"""Entity resolution against DuckDB (npm): the same keys, the same weights, and so the same pairs."""
import json
import pathlib
import re
import statistics
import subprocess

import measure
import persons

HERE = pathlib.Path(__file__).resolve().parent


def seconds_said(text):
    """The stages of yici link: name to seconds."""
    line = re.search(r"time: ([0-9.]+) s \((.*)\)", text)
    return {"all": float(line[1])} | {name: float(value) for name, value in re.findall(r"([a-z ]+?) ([0-9.]+)(?:, |$)", line[2])}


def against_duckdb(program, folder, rounds):
    """1,000,000 persons and 300,000 corrupted duplicates: ours and DuckDB with the same keys and weights, by turns."""
    file = folder / "persons.csv"
    persons.write(file, 1_000_000, 300_000)
    ours, peer = [], []
    pairs = {}
    for number in range(rounds):
        for side in ("ours", "peer") if number % 2 == 0 else ("peer", "ours"):
            measure.settle()
            out = folder / f"{side}.csv"
            if side == "ours":
                said = subprocess.run([program, "link", file, "--spec", HERE / "linkage.yaml", *(("--out", out) if number == 0 else ())],
                                      capture_output=True, text=True, check=True).stdout
                if number:
                    ours.append(seconds_said(said) | {"peak_mib": int(re.search(r"peak memory: (\d+)", said)[1])})
                else:
                    rows = (line.split(",") for line in out.read_text().splitlines()[1:])
                    pairs["ours"] = {tuple(row[:2]) for row in rows if row[2] == "1"}
                    truth = re.search(r"precision ([0-9.]+) recall ([0-9.]+) F1 ([0-9.]+)", said)
            else:
                said = json.loads(subprocess.run(["node", HERE / "duckdb/linkage.mjs", file, "-" if number else out],
                                                 capture_output=True, text=True, check=True).stdout)
                if number:
                    peer.append(said)
                else:
                    pairs["peer"] = {tuple(line.split(",")) for line in out.read_text().splitlines()}
    if pairs["ours"] != pairs["peer"]:
        raise SystemExit(f"linkage: the pairs differ: {len(pairs['ours'] ^ pairs['peer'])}")
    took = [one["prepare"] + one["keys"] + one["block and compare"] + one["learn"] + one["score"] + one["decide"] for one in ours]
    peer_took = [one["seconds"]["block"] + one["seconds"]["compare"] for one in peer]
    records = 1_300_000
    entry = measure.entry("linkage, 1.3 million records in memory, the same pairs", [records / one for one in took],
                          [records / one for one in peer_took], "DuckDB SQL as Splink writes it, same keys and weights", 3, "records/s")
    entry |= {"f1": float(truth[3]), "pairs": len(pairs["ours"]), "seconds": statistics.median(took),
              "seconds_with_reading": statistics.median(one["all"] for one in ours), "peer_seconds": statistics.median(peer_took),
              "peer_seconds_with_reading": statistics.median(sum(one["seconds"].values()) for one in peer),
              "peak_mib": max(one["peak_mib"] for one in ours), "peer_peak_mib": max(one["peak_mib"] for one in peer)}
    learnt = subprocess.run([program, "link", file, "--truth", "entity"], capture_output=True, text=True, check=True).stdout
    print("linkage without a spec, learnt:\n" + learnt)
    return [entry]
