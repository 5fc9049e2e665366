import { computed, onBeforeUnmount, ref } from 'vue';
import { api, Problem, type GatheredMaterial, type Gathering } from '../api';
import { pick, t } from '../ui/text';

const pollMilliseconds = 300;
const afterFaultMilliseconds = 2000;
const settled = new Set(['present', 'missing', 'contradictory', 'failed', 'to_bring', 'brought', 'not_needed']);

function sentence(material: GatheredMaterial): string {
  const name = pick(material.name, material.name_en);
  const status = t(`status.${material.status}`);
  return material.source_name
    ? t('gather.announce_source', { name, status, source: material.source_name })
    : t('gather.announce', { name, status });
}

/** Follows the pulling of a case's materials until the server says that it is done. */
export function useGathering(number: string) {
  const gathering = ref<Gathering | null>(null);
  const problem = ref<Problem | null>(null);
  const news = ref('');
  const busy = ref(false);
  let timer: number | undefined;
  let stopped = false;

  const materials = computed(() => gathering.value?.materials ?? []);
  const needed = computed(() => materials.value.filter((one) => one.status !== 'not_needed'));
  const running = computed(() => gathering.value !== null && !gathering.value.done);
  const ready = computed(() => materials.value.filter((one) => one.status === 'present' || one.status === 'brought').length);
  const open = computed(() => needed.value.filter((one) => one.necessity === 1 && !['present', 'brought'].includes(one.status)).length);

  function take(next: Gathering) {
    const before = new Map(materials.value.map((one) => [one.code, one.status]));
    const fresh = next.materials.filter((one) => settled.has(one.status) && before.get(one.code) !== one.status);
    const ended = next.done && gathering.value?.done === false;
    gathering.value = next;
    const said = fresh.map(sentence);
    if (ended) said.push(t('gather.all_done', { ready: ready.value, open: open.value }));
    if (said.length) news.value = said.join(' ');
    window.clearTimeout(timer);
    if (!next.done && !stopped) timer = window.setTimeout(poll, pollMilliseconds);
  }

  async function ask(call: () => Promise<Gathering>): Promise<void> {
    busy.value = true;
    problem.value = null;
    try {
      take(await call());
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault;
      problem.value = fault;
    } finally {
      busy.value = false;
    }
  }

  async function poll() {
    try {
      take(await api.gathering(number));
      problem.value = null;
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault;
      problem.value ??= fault; // told once, not at every poll
      const passing = fault.status === 0 || fault.status >= 500;
      if (passing && !stopped) timer = window.setTimeout(poll, afterFaultMilliseconds);
    }
  }

  onBeforeUnmount(() => {
    stopped = true;
    window.clearTimeout(timer);
  });

  return {
    gathering, materials, needed, problem, news, busy, running, ready, open,
    load: () => ask(() => api.gathering(number)),
    gather: () => ask(() => api.gather(number)),
    seen: (material: string) => ask(() => api.brought(number, material, { seen: true })),
    upload: (material: string, file_name: string, content_base64: string) =>
      ask(() => api.brought(number, material, { file_name, content_base64 })),
  };
}

export async function base64Of(file: File): Promise<string> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('unreadable file'));
    reader.readAsDataURL(file);
  });
  return address.slice(address.indexOf(',') + 1);
}
