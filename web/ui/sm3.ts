/** GB/T 32905 SM3: the journal's digest, so that the citizen's own browser can check a proof. */

const start = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];

const turn = (x: number, n: number) => (x << (n & 31)) | (x >>> ((32 - n) & 31));
const p0 = (x: number) => x ^ turn(x, 9) ^ turn(x, 17);
const p1 = (x: number) => x ^ turn(x, 15) ^ turn(x, 23);

function pad(data: Uint8Array): DataView {
  const padded = new Uint8Array(Math.ceil((data.length + 9) / 64) * 64);
  padded.set(data);
  padded[data.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(data.length / 0x20000000));
  view.setUint32(padded.length - 4, (data.length << 3) >>> 0);
  return view;
}

function compress(state: Int32Array, view: DataView, offset: number): void {
  const w = new Int32Array(68);
  for (let j = 0; j < 16; j++) w[j] = view.getInt32(offset + j * 4);
  for (let j = 16; j < 68; j++) w[j] = p1(w[j - 16]! ^ w[j - 9]! ^ turn(w[j - 3]!, 15)) ^ turn(w[j - 13]!, 7) ^ w[j - 6]!;
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let j = 0; j < 64; j++) {
    const ss1 = turn((turn(a, 12) + e + turn(j < 16 ? 0x79cc4519 : 0x7a879d8a, j)) | 0, 7);
    const ss2 = ss1 ^ turn(a, 12);
    const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + ss2 + (w[j]! ^ w[j + 4]!)) | 0;
    const tt2 = (gg + h + ss1 + w[j]!) | 0;
    [d, c, b, a] = [c, turn(b, 9), a, tt1];
    [h, g, f, e] = [g, turn(f, 19), e, p0(tt2)];
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = state[i]! ^ value; });
}

export function sm3(data: Uint8Array): Uint8Array {
  const view = pad(data);
  const state = Int32Array.from(start);
  for (let offset = 0; offset < view.byteLength; offset += 64) compress(state, view, offset);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((value, i) => digest.setInt32(i * 4, value));
  return new Uint8Array(digest.buffer);
}
