// node table_feelin.mjs FILE: the table and rows of table_ratio by feelin, every rule until a cell fails, one match or
// none. Prints rows a second and how many answers differ from ours.
import { readFileSync } from "node:fs";

const { unaryTest } = await import(new URL("../web/node_modules/feelin/dist/index.js", import.meta.url));
const { rules, rows } = JSON.parse(readFileSync(process.argv[2], "utf8"));

const passes = (cell, value) => {
  const answer = unaryTest(cell, { "?": value });
  return (answer !== null && typeof answer === "object" ? answer.value : answer) === true;
};

const decide = (row) => {
  let found = null;
  for (const rule of rules) {
    if (rule.slice(0, 4).every((cell, i) => cell === "-" || passes(cell, row[i]))) found = Number(rule[4]);
  }
  return found;
};

for (const row of rows.slice(0, 20)) decide(row);
let different = 0;
let done = 0;
const begin = process.hrtime.bigint();
for (const row of rows) {
  if (decide(row) !== row[4]) ++different;
  ++done;
  if (process.hrtime.bigint() - begin > 20_000_000_000n) break;
}
const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
console.log(JSON.stringify({ rows: done, rows_per_second: done / seconds, different }));
