/** Formats of the field, as src/engines/forms/formats.cpp and engines/codes know them; money is a number and not here. */

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

function isDay(year: number, month: number, day: number): boolean {
  const lengths = [31, (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1]!;
}

/** GB 11643-1999 */
function isIdNumber(text: string): boolean {
  const parts = /^[1-9]\d{5}((?:18|19|20)\d{2})(\d{2})(\d{2})\d{3}[\dX]$/.exec(text);
  if (!parts || !isDay(Number(parts[1]), Number(parts[2]), Number(parts[3]))) return false;
  return '10X98765432'[idWeights.reduce((sum, weight, i) => sum + weight * Number(text[i]), 0) % 11] === text[17];
}

/** GB 32100-2015 */
function isCreditCode(text: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}[1-9]\d{5}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text)) return false;
  let weight = 1;
  let sum = 0;
  for (const character of text.slice(0, 17)) {
    sum += creditAlphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return creditAlphabet[(31 - (sum % 31)) % 31] === text[17];
}

/** GB/T 2260: 6, 9 or 12 digits; no county without a city. */
const isDivision = (text: string) => /^[1-9]\d(?:0000(?:0{3}){0,2}|(?!00)\d{4}(?:\d{3}){0,2})$/.test(text);

function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return parts !== null && isDay(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}

/** GB/T 36904-2018, check character by ISO 7064 MOD 37,36 */
function isLicenceNumber(text: string): boolean {
  const root = '1.2.156.3005.2.';
  const parts = text.slice(root.length).split('.');
  if (!text.startsWith(root) || parts.length !== 5 || parts.some((part) => !/^[0-9A-Z]+$/.test(part))) return false;
  const [type, issuer, serial, version, check] = parts as [string, string, string, string, string];
  if (!/^.{18}\d{3}$/.test(type) || !isCreditCode(type.slice(0, 18)) || !/^\d{3}$/.test(version) || version === '000') return false;
  if (issuer.length > 18 || (issuer.length === 18 && !isCreditCode(issuer)) || serial.length > 64 || check.length !== 1) return false;
  let product = 36;
  for (const character of type + issuer + serial + version) product = ((((product + parseInt(character, 36)) % 36) || 36) * 2) % 37;
  return (37 - product) % 36 === parseInt(check, 36);
}

export const formats: Record<string, (text: string) => boolean> = {
  attachment: (text) => /^[0-9a-f]{32}$/.test(text),
  'credit-code': isCreditCode,
  date: isDate,
  division: isDivision,
  'id-number': isIdNumber,
  'licence-number': isLicenceNumber,
  mobile: (text) => /^1[3-9]\d{9}$/.test(text),
};
