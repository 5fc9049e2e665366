// The same linkage as linkage.yaml in SQL, as Splink writes it: blocked pairs by one join a rule without those of earlier
// rules, a level a column, weights added up. node linkage.mjs CSV PAIRS.csv|- prints JSON.
import { DuckDBInstance } from "@duckdb/node-api";
import { argv, resourceUsage, stdout } from "node:process";

const [csv, pairs] = argv.slice(2);
const rules = [
  "l.id_number = r.id_number",
  "l.phone = r.phone",
  "l.name = r.name and l.birth = r.birth",
  "l.pinyin = r.pinyin and l.division = r.division and l.road = r.road",
];
const exact = (column, no, yes) =>
  `case when l.${column} is null or r.${column} is null then 0 when l.${column} = r.${column} then ${yes} else ${no} end`;
const edits = (column, weights, best) =>
  `case when l.${column} is null or r.${column} is null then 0 when l.${column} = r.${column} then ${best} ` +
  weights.slice(1).map((weight, i) => `when levenshtein(l.${column}, r.${column}) <= ${i + 1} then ${weight} `).join("") +
  `else ${weights[0]} end`;
const weights = [
  exact("name", -1.5, 7),
  "case when l.pinyin is null or r.pinyin is null then 0 when l.pinyin = r.pinyin then 5 " +
    "when jaro_winkler_similarity(l.pinyin, r.pinyin) >= 0.94 then 3.5 " +
    "when jaro_winkler_similarity(l.pinyin, r.pinyin) >= 0.88 then 1 else -5 end",
  edits("id_number", [-8, 13, 6], 20),
  edits("birth", [-5, 4, 1], 13),
  edits("phone", [-3, 12], 20),
  exact("division", -2, 6),
  exact("road", -2, 9),
  edits("door", [-2, 7], 12),
];
const prior = 0.0000004;

const connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
const seconds = {};
async function stage(name, sql) {
  const began = performance.now();
  await connection.run(sql);
  seconds[name] = (performance.now() - began) / 1000;
}
const text = ["name", "pinyin", "id_number", "birth", "phone", "division", "road", "door"];
const columns = ["id: 'UINTEGER'", ...text.map((one) => `${one}: 'VARCHAR'`), "entity: 'UINTEGER'"].join(", ");
await stage("read", `create table person as select * from read_csv('${csv}', header = true, auto_detect = false,
  delim = ',', quote = '"', nullstr = '', columns = {${columns}})`);
const blocked = rules.map((rule, i) =>
  `select l.rowid as a, r.rowid as b from person l join person r on ${rule} where l.id < r.id` +
  rules.slice(0, i).map((earlier) => ` and not coalesce(${earlier}, false)`).join(""));
await stage("block", `create table blocked as ${blocked.join(" union all ")}`);
await stage("compare", `create table linked as select a, b from (
  select l.id as a, r.id as b, ${Math.log2(prior / (1 - prior))} + ${weights.join(" + ")} as odds
  from blocked join person l on l.rowid = blocked.a join person r on r.rowid = blocked.b) where odds >= 0`);
const count = async (sql) => Number((await (await connection.runAndReadAll(sql)).getRows())[0][0]);
const compared = await count("select count(*) from blocked");
const linked = await count("select count(*) from linked");
const hit = await count(`select count(*) from linked join person l on l.id = a join person r on r.id = b
  where l.entity = r.entity`);
const actual = await count("select sum(n * (n - 1) // 2) from (select count(*) as n from person group by entity)");
if (pairs !== "-") await connection.run(`copy (select a, b from linked order by a, b) to '${pairs}' (header false)`);
stdout.write(JSON.stringify({ seconds, compared, linked, hit, actual, peak_mib: resourceUsage().maxRSS / 1024 }) + "\n");
