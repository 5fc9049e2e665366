import { language } from '../ui/text';

/** One wrong place of an answer to a form: a JSON pointer and the error's key. */
export interface FieldError { pointer: string; key: string; title: string; detail?: string }

/** An RFC 9457 problem as the server tells it, or one that we make when the server cannot be reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly requestId: string,
    readonly key: string,
    readonly errors: FieldError[] = [],
  ) {
    super(title);
  }
}

/** crypto.randomUUID is only there on https and localhost; a window in an intranet may be on plain http. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as Record<string, unknown>;
    const read = (name: string) => (typeof body[name] === 'string' ? (body[name] as string) : '');
    return new Problem(response.status, read('title') || response.statusText, read('detail'), read('request_id'), read('key'), (body.errors ?? []) as FieldError[]);
  } catch {
    return new Problem(response.status, `HTTP ${response.status}`, '', response.headers.get('X-Request-Id') ?? '', '');
  }
}

const unreachable = () => new Problem(0, '', '', '', 'web.unreachable');

async function send(method: string, path: string, body?: unknown, key?: string): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language.value };
  if (method !== 'GET') headers['X-Yici'] = '1';
  if (key) headers['Idempotency-Key'] = key;
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (body instanceof Blob) {
    headers['Content-Type'] = 'application/octet-stream';
    init.body = body;
  } else if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = typeof body === 'string' ? body : JSON.stringify(body);
  }
  const response = await fetch(`/api/v1${path}`, init);
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function read<T>(path: string, as: (response: Response) => Promise<T>): Promise<T> {
  try {
    return await as(await send('GET', path));
  } catch (fault) {
    throw fault instanceof Problem ? fault : unreachable();
  }
}

export const get = <T>(path: string) => read(path, (response) => response.json() as Promise<T>);
/** What is no JSON, such as a drawing. */
export const getText = (path: string) => read(path, (response) => response.text());

/** A lost answer is asked for once more with the same key: the server then repeats the first answer, not the deed. */
async function change<T>(method: string, path: string, body: unknown): Promise<T> {
  const key = newKey();
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await send(method, path, body, key);
      return (response.status === 204 ? undefined : await response.json()) as T;
    } catch (fault) {
      if (fault instanceof Problem) throw fault;
      if (attempt === 2) throw unreachable();
    }
  }
}

/** A file goes as it is. */
export const post = <T>(path: string, body: unknown = {}) => change<T>('POST', path, body);
export const put = <T>(path: string, body: unknown) => change<T>('PUT', path, body);

export async function remove(path: string): Promise<void> {
  try {
    await send('DELETE', path);
  } catch (fault) {
    throw fault instanceof Problem ? fault : unreachable();
  }
}
