// The real program, started as its users start it: `yici run` on a free port with a fresh folder that goes afterwards.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const programFile = process.env.YICI_PROGRAM ?? join(root, 'build/release/yici');
const web = process.env.YICI_WEB ?? join(root, 'web/dist');
const startingMilliseconds = 180_000;

/** A port that nobody listens on; the program must know it before it starts, because it goes into printed QR codes. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Starts the demonstration; `address` serves it, stop() ends it and removes its folder. */
export async function startProgram({ persons = 3000, entities = 500 } = {}) {
  for (const needed of [programFile, join(web, 'index.html')]) {
    if (!existsSync(needed)) throw new Error(`${needed} is missing: build the program and the pages first (make build web)`);
  }
  const data = mkdtempSync(join(tmpdir(), 'yici-journeys-'));
  const port = await freePort();
  const options = ['run', '--port', port, '--data', data, '--web', web, '--persons', persons, '--entities', entities];
  const child = spawn(programFile, options.map(String), { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const ended = new Promise((resolve) => { child.on('exit', resolve); });
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => { child.kill('SIGKILL'); reject(new Error(`the program did not get ready: ${said}`)); }, startingMilliseconds);
    const hear = (chunk) => {
      said = (said + chunk).slice(-20_000);
      if (!said.includes(`http://localhost:${port}`)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (code) => { clearTimeout(timer); reject(new Error(`the program ended with ${code}: ${said}`)); });
  });
  return {
    address: `http://localhost:${port}`,
    data,
    said: () => said,
    async stop() {
      child.kill('SIGTERM');
      const code = await ended;
      rmSync(data, { recursive: true, force: true });
      return code;
    },
  };
}

/** What zbar reads in a PNG that holds a QR code. */
export function readQr(png) {
  const folder = mkdtempSync(join(tmpdir(), 'yici-qr-'));
  try {
    const file = join(folder, 'code.png');
    writeFileSync(file, png);
    return execFileSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', file], { encoding: 'utf8' }).trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The codes of the story's members by key, from the pack. */
export function storyCodes() {
  const text = readFileSync(join(root, 'packs/zhejiang/demonstration/story.yaml'), 'utf8');
  return Object.fromEntries(Array.from(text.matchAll(/- key: (\w+)\n(?: {4}.*\n)*? {4}code: "(\w+)"/g), (found) => [found[1], found[2]]));
}
