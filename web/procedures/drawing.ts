/** What a BPMN file says of its elements, without drawing it: names for tables, and what two versions have not in common. */

export interface Drawn { id: string; name: string; type: string; said: string }
export type Change = 'added' | 'removed' | 'changed';

const model = 'http://www.omg.org/spec/BPMN/20100524/MODEL';

/** An element's own words: its attributes and those of its children that are no elements of the flow themselves. */
function saidBy(element: Element): string {
  const own = Array.from(element.attributes, (one) => `${one.localName}=${one.value}`).sort();
  const inner = Array.from(element.children)
    .filter((child) => !['incoming', 'outgoing'].includes(child.localName) && (!child.id || child.localName.endsWith('EventDefinition')))
    .map((child) => `<${child.localName} ${saidBy(child)}>`);
  const text = element.children.length ? '' : element.textContent?.trim() ?? '';
  return [...own, ...inner, text].join(' ');
}

export function elementsOf(xml: string): Drawn[] {
  const file = new DOMParser().parseFromString(xml, 'application/xml');
  return Array.from(file.getElementsByTagNameNS(model, '*'))
    .filter((one) => one.id && one.closest('process') && one.localName !== 'process' && !one.localName.endsWith('EventDefinition'))
    .map((one) => ({ id: one.id, name: one.getAttribute('name') ?? '', type: one.localName, said: saidBy(one) }));
}

export function changesBetween(before: Drawn[], after: Drawn[]): { drawn: Drawn; change: Change }[] {
  const old = new Map(before.map((one) => [one.id, one]));
  const now = new Map(after.map((one) => [one.id, one]));
  return [
    ...after.filter((one) => !old.has(one.id)).map((drawn) => ({ drawn, change: 'added' as const })),
    ...before.filter((one) => !now.has(one.id)).map((drawn) => ({ drawn, change: 'removed' as const })),
    ...after.filter((one) => old.has(one.id) && old.get(one.id)!.said !== one.said).map((drawn) => ({ drawn, change: 'changed' as const })),
  ];
}

export const nameOf = (elements: Drawn[], id: string) => elements.find((one) => one.id === id)?.name || id;
