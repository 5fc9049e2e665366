import { onMounted, ref, type Ref } from 'vue';
import { Problem, type Page } from '../api';
import { account } from './session';

/** One thing being done at a time, with what went wrong last. */
export function useWork() {
  const busy = ref(false);
  const problem = ref<Problem | null>(null);

  async function run(action: () => Promise<void>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    problem.value = null;
    try {
      await action();
      return true;
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault;
      problem.value = fault;
      if (fault.status === 401 && account.value) account.value = null; // the session has ended: sign in again, here
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy, problem, run };
}

/** Loads what was asked for last: a filter chosen while a list is still on its way is not lost. */
function latest<Asked>(run: (action: () => Promise<void>) => Promise<boolean>, load: (asked: Asked) => Promise<void>) {
  let wanted: { asked: Asked } | null = null;
  let loading: Promise<boolean> | null = null;

  async function work(): Promise<boolean> {
    let done = false;
    try {
      while (wanted) {
        const { asked } = wanted;
        wanted = null;
        done = await run(() => load(asked));
      }
    } finally {
      loading = null;
    }
    return done;
  }
  return (asked: Asked): Promise<boolean> => {
    wanted = { asked };
    return (loading ??= work());
  };
}

/** Loads when the view appears. */
export function useLoad(load: () => Promise<void>) {
  const work = useWork();
  const reload = latest(work.run, load);
  onMounted(() => reload(undefined));
  return { ...work, reload: () => reload(undefined) };
}

/** A list that is turned page by page; reload() begins again at the first. */
export function usePages<Row>(load: (page: number) => Promise<Page<Row>>) {
  const found = ref(null) as Ref<Page<Row> | null>;
  const work = useWork();
  const turn = latest(work.run, async (page: number) => {
    found.value = await load(page);
  });
  onMounted(() => turn(1));
  return { ...work, found, turn, reload: () => turn(1), again: () => turn(found.value?.page ?? 1) };
}
