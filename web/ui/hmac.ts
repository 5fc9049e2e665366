import { sm3 } from './sm3';

const block = 64;

/** RFC 2104 with SM3, as hex. */
export function hmacSm3(secret: string, message: string): string {
  const text = new TextEncoder();
  let key: Uint8Array = text.encode(secret);
  if (key.length > block) key = sm3(key);
  const pad = (byte: number) => Uint8Array.from({ length: block }, (_, i) => (key[i] ?? 0) ^ byte);
  const join = (first: Uint8Array, second: Uint8Array) => Uint8Array.from([...first, ...second]);
  const digest = sm3(join(pad(0x5c), sm3(join(pad(0x36), text.encode(message)))));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
