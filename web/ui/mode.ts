import { ref, watchEffect } from 'vue';
import { remember, remembered } from './text';

/** Elder mode (长辈版): larger text, 60 px targets, stronger lines. */
export const elder = ref(remembered('yici.mode') === 'elder');

watchEffect(() => {
  document.documentElement.dataset.mode = elder.value ? 'elder' : 'standard';
});

export function setElder(on: boolean): void {
  elder.value = on;
  remember('yici.mode', on ? 'elder' : 'standard');
}
