// The same table and rows with feelin: every rule until a cell fails, one match or none. Arguments: where feelin lies,
// table.json of table_ratio. Prints rows a second and how many answers differ from ours.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [package_folder, file] = process.argv.slice(2);
const { main } = JSON.parse(readFileSync(resolve(package_folder, "package.json"), "utf8"));
const { unaryTest } = await import(pathToFileURL(resolve(package_folder, main)));
const { rules, rows } = JSON.parse(readFileSync(file, "utf8"));

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
