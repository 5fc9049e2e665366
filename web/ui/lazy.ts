import { defineComponent, h, onMounted, shallowRef, type Component } from 'vue';
import { toHeading } from './route';
import { t } from './text';

/** A component that is fetched when it is first shown. Vue's own would cost every page's first load a kilobyte. */
export function lazy<Wanted extends Component>(load: () => Promise<{ default: Wanted }>, then?: () => void): Wanted {
  const here = shallowRef<Wanted | null>(null);
  const away = shallowRef(false);
  return defineComponent({
    inheritAttrs: false,
    setup(_props, { attrs }) {
      onMounted(async () => {
        if (here.value) return;
        try {
          here.value = (await load()).default;
          away.value = false;
          then?.();
        } catch {
          away.value = true; // the server is away, or has newer pages than this one
        }
      });
      return () => (here.value ? h(here.value, attrs) : away.value ? h('p', { class: 'notice notice-bad', role: 'alert' }, t('fault.unreachable')) : null);
    },
  }) as unknown as Wanted;
}

/** A view: once it is there, the eye and the screen reader start at its heading, as after every change of view. */
export const lazyView = <View extends Component>(load: () => Promise<{ default: View }>) => lazy(load, () => void toHeading());
