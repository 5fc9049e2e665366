// A small server of web/dist with the mock behind it, and Debian's Chromium.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { createMock } from './mock_api.mjs';

export const web = dirname(dirname(fileURLToPath(import.meta.url)));
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

function file(path) {
  let full = join(web, 'dist', normalize(path));
  if (existsSync(full) && statSync(full).isDirectory()) full = join(full, 'index.html');
  return existsSync(full) ? { status: 200, type: types[extname(full)] ?? 'application/octet-stream', body: readFileSync(full) } : { status: 404, type: 'text/plain', body: 'not found' };
}

export async function serve() {
  const mock = createMock();
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://host');
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const api = url.pathname.startsWith('/api/v1/');
      const answer = api
        ? mock.handle({ method: request.method, path: url.pathname.slice(8).split('/').map(decodeURIComponent), search: url.searchParams, headers: request.headers, text: Buffer.concat(chunks).toString() })
        : file(url.pathname);
      response.setHeader('Content-Security-Policy', "default-src 'self'");
      if (answer.cookie) response.setHeader('Set-Cookie', `yici=${answer.cookie}; Path=/; HttpOnly; SameSite=Strict`);
      response.writeHead(answer.status, answer.type ? { 'Content-Type': answer.type } : {});
      response.end(answer.body);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { mock, address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });

/** A page in a language, width and mode, signed in as `as`; what it asks elsewhere or says in its console is kept. */
export async function open(browser, address, { language = 'zh', width = 1280, mode = 'standard', as } = {}) {
  const context = await browser.newContext({ viewport: { width, height: width < 600 ? 740 : 800 }, reducedMotion: 'reduce' });
  if (as) await context.addCookies([{ name: 'yici', value: as, url: address }]);
  await context.addInitScript(([lang, look]) => {
    localStorage.setItem('yici.language', lang);
    localStorage.setItem('yici.mode', look);
  }, [language, mode]);
  const page = await context.newPage();
  const faults = [];
  page.on('request', (request) => { if (!request.url().startsWith(address)) faults.push(`left the host: ${request.url()}`); });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  // Chromium notes each 4xx answer; pages show those as faults.
  page.on('console', (message) => { if (message.type() === 'error' && !/ 4(?:0[01349]|22) /.test(message.text())) faults.push(`console: ${message.text()} ${message.location().url}`); });
  return { context, page, faults };
}
