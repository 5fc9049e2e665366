// node feel_peer.mjs FILE SECONDS: the expressions of FILE by feelin, which parses on every evaluation and keeps nothing.
import { readFileSync } from 'node:fs';

const { evaluate } = await import(new URL('../web/node_modules/feelin/dist/index.js', import.meta.url));
const { context, expressions } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const seconds = Number(process.argv[3]);

for (const { text, answer } of expressions) {
  const { value } = evaluate(text, context);
  const same = typeof answer === 'number' ? Math.abs(value - answer) < 1e-9 : JSON.stringify(value) === JSON.stringify(answer);
  if (!same) throw new Error(`${text}: ${JSON.stringify(value)}`);
}

function rate(length) {
  const begin = performance.now();
  let count = 0;
  while (performance.now() - begin < length * 1000) {
    for (const { text } of expressions) evaluate(text, context);
    count += expressions.length;
  }
  return count / ((performance.now() - begin) / 1000);
}

rate(seconds);  // so that the compiler of Node has seen it
console.log(JSON.stringify({ each: Math.round(rate(seconds)) }));
