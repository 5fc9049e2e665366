import { sm3 } from './sm3';

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const bytes = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

function node(left: Uint8Array, right: Uint8Array): Uint8Array {
  const data = new Uint8Array(65);
  data[0] = 1;
  data.set(left, 1);
  data.set(right, 33);
  return sm3(data);
}

/** RFC 9162 §2.1.3.2 with SM3: does this entry at `index` lead along `path` to `root` of `size` entries? */
export function included(entry: string, index: number, size: number, path: string[], root: string): boolean {
  if (index >= size) return false;
  const text = new TextEncoder().encode(entry);
  const leaf = new Uint8Array(text.length + 1);
  leaf.set(text, 1);
  let [fn, sn, digest] = [index, size - 1, sm3(leaf)];
  for (const step of path.map(bytes)) {
    if (sn === 0 || step.length !== 32) return false;
    if (fn % 2 === 1 || fn === sn) {
      digest = node(step, digest);
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2;
        sn = Math.floor(sn / 2);
      }
    } else {
      digest = node(digest, step);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && hex(digest) === root.toLowerCase();
}
