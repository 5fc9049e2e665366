import { nextTick, ref, watch } from 'vue';

/** The part after #/ in the address, cut at the slashes: #/cases/330/receipt is ['cases', '330', 'receipt']. */
function read(): string[] {
  const hash = window.location.hash;
  return hash.startsWith('#/') ? hash.slice(2).split('/').filter(Boolean).map(decodeURIComponent) : [];
}

export const route = ref<string[]>(read());
window.addEventListener('hashchange', () => {
  route.value = read();
});

export function address(...parts: string[]): string {
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

export function go(...parts: string[]): void {
  window.location.hash = address(...parts).slice(1);
}

/** After a change of view: the eye and the screen reader start at its heading. */
export async function toHeading() {
  await nextTick();
  window.scrollTo(0, 0);
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}
watch(route, toHeading);
