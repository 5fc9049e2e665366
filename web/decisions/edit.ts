/** Cells of a decision table in its DMN file, read and changed in place: all else of the file stays as it is. */

const rulesOf = (file: Document, decision: string) => {
  const own = Array.from(file.getElementsByTagNameNS('*', 'decision')).find((one) => one.id === decision || one.getAttribute('name') === decision);
  return own ? Array.from(own.getElementsByTagNameNS('*', 'rule')) : [];
};
const cellsOf = (rule: Element, kind: 'input' | 'output') => Array.from(rule.children).filter((one) => one.localName === `${kind}Entry`).map((one) => Array.from(one.children).find((child) => child.localName === 'text'));
const parse = (dmn: string) => new DOMParser().parseFromString(dmn, 'application/xml');

export interface Cells { inputs: string[]; outputs: string[] }

export function readRules(dmn: string, decision: string): Cells[] {
  const texts = (rule: Element, kind: 'input' | 'output') => cellsOf(rule, kind).map((cell) => cell?.textContent ?? '');
  return rulesOf(parse(dmn), decision).map((rule) => ({ inputs: texts(rule, 'input'), outputs: texts(rule, 'output') }));
}

export function changeCell(dmn: string, decision: string, rule: number, kind: 'input' | 'output', column: number, text: string): string {
  const file = parse(dmn);
  const cell = cellsOf(rulesOf(file, decision)[rule]!, kind)[column];
  if (!cell) return dmn;
  cell.textContent = text;
  return new XMLSerializer().serializeToString(file);
}
