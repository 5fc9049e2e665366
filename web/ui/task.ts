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

/** Loads when the view appears. */
export function useLoad(load: () => Promise<void>) {
  const work = useWork();
  onMounted(() => work.run(load));
  return { ...work, reload: () => work.run(load) };
}

/** A list that is turned page by page; reload() begins again at the first. */
export function usePages<Row>(load: (page: number) => Promise<Page<Row>>) {
  const found = ref(null) as Ref<Page<Row> | null>;
  const work = useWork();
  const turn = (page: number) => work.run(async () => {
    found.value = await load(page);
  });
  onMounted(() => turn(1));
  return { ...work, found, turn, reload: () => turn(1), again: () => turn(found.value?.page ?? 1) };
}
