import { ref } from 'vue';
import type { FormDocument, Problem } from '../../api';
import { useWork } from '../task';
import { pick, t } from '../text';
import { answerOf, draftOf, faultsOf, idOf, resolved, titleAt, type Draft } from './answer';
import type { Schema } from './check';

export interface Fault { id: string; text: string }

/** A limit as people read it: fen as yuan. */
const limit = (key: string, detail: string, money: boolean) => (money && /^forms\.(too_small|too_large)$/.test(key) ? (Number(detail) / 100).toFixed(2) : detail);

function faultAt(root: Schema, pointer: string, key: string, detail: string): Fault {
  const { title, title_en } = titleAt(root, pointer);
  const money = moneyAt(root, pointer);
  return { id: idOf(pointer), text: t('form.fault', { title: pick(title, title_en), fault: t(`forms.${key.slice(6)}`, { limit: limit(key, detail, money) }) }) };
}

function moneyAt(root: Schema, pointer: string): boolean {
  let schema = resolved(root, root);
  for (const part of pointer.split('/').slice(1)) {
    const next = schema.type === 'array' ? schema.items : ((schema.properties ?? {}) as Record<string, Schema>)[part];
    if (next === undefined) return false;
    schema = resolved(root, next as Schema);
  }
  return schema.format === 'money';
}

/** The answer to a form and what is wrong with it, by the same schema as on the server. */
export function read(root: Schema, draft: Draft): { answer: Record<string, unknown>; faults: Fault[] } {
  const answer = answerOf(root, resolved(root, root), draft);
  return { answer, faults: faultsOf(root, answer).map((one) => faultAt(root, one.pointer, one.key, one.detail)) };
}

/** The places that the server found wrong, in its own words; none when it refused for another reason. */
export function refusedFaults(root: Schema | null, problem: Problem | null): Fault[] {
  if (!root || problem?.key !== 'forms.refused') return [];
  return problem.errors.map((one) => {
    const { title, title_en } = titleAt(root, one.pointer);
    return { id: idOf(one.pointer), text: t('form.fault', { title: pick(title, title_en), fault: one.title }) };
  });
}

/** A form that is filled in once more or for a task: what is typed, what is wrong with it, and sending it. */
export function useForm() {
  const form = ref<FormDocument | null>(null);
  const typed = ref<Draft>({});
  const faults = ref<Fault[]>([]);
  const { busy, problem, run } = useWork();

  function open(asked: FormDocument | null, answered: Record<string, unknown>) {
    if (asked) typed.value = draftOf(asked, answered);
    form.value = asked;
  }
  /** Sends a sound answer; false when there is a fault, here or by the server. */
  async function send(work: (answer: Record<string, unknown>) => Promise<unknown>): Promise<boolean> {
    if (!form.value) return false;
    problem.value = null;
    const { answer, faults: found } = read(form.value, typed.value);
    faults.value = found;
    if (found.length) return false;
    const sent = await run(async () => { await work(answer); });
    faults.value = refusedFaults(form.value, problem.value);
    return sent;
  }
  return { form, typed, faults, busy, problem, run, open, send };
}
