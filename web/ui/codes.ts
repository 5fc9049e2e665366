/** Check digits that a clerk should hear about while typing; the server decides again. */

export type CodeFeedback =
  | { state: 'empty' }
  | { state: 'short'; missing: number }
  | { state: 'wrong'; why: 'characters' | 'date' | 'check' | 'length' }
  | { state: 'good'; born?: string; sex?: 'female' | 'male' };

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** GB 11643: 17 digits and a check character of ISO 7064 MOD 11-2. */
export function checkIdNumber(text: string): CodeFeedback {
  const code = text.trim().toUpperCase();
  if (!code) return { state: 'empty' };
  if (!/^\d{1,17}$|^\d{17}[\dX]/.test(code)) return { state: 'wrong', why: 'characters' };
  if (code.length < 18) return { state: 'short', missing: 18 - code.length };
  if (code.length > 18) return { state: 'wrong', why: 'length' };
  const [year, month, day] = [code.slice(6, 10), code.slice(10, 12), code.slice(12, 14)].map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || year < 1800) return { state: 'wrong', why: 'date' };
  const sum = idWeights.reduce((total, weight, i) => total + weight * Number(code[i]), 0);
  if ('10X98765432'[sum % 11] !== code[17]) return { state: 'wrong', why: 'check' };
  return { state: 'good', born: `${code.slice(6, 10)}-${code.slice(10, 12)}-${code.slice(12, 14)}`, sex: Number(code[16]) % 2 ? 'male' : 'female' };
}

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** GB 32100: 18 characters without I, O, S, V, Z; weights are powers of 3 modulo 31. */
export function checkCreditCode(text: string): CodeFeedback {
  const code = text.trim().toUpperCase();
  if (!code) return { state: 'empty' };
  const values = Array.from(code, (character) => creditAlphabet.indexOf(character));
  if (values.includes(-1)) return { state: 'wrong', why: 'characters' };
  if (code.length < 18) return { state: 'short', missing: 18 - code.length };
  if (code.length > 18) return { state: 'wrong', why: 'length' };
  let weight = 1;
  let sum = 0;
  for (const value of values.slice(0, 17)) {
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return (31 - (sum % 31)) % 31 === values[17] ? { state: 'good' } : { state: 'wrong', why: 'check' };
}
