import type { Heat, Instance, Work } from '../api/procedures';
import type { Mark } from './DiagramView.vue';
import { number, t } from '../ui/text';

export const isLate = (work: Work) => work.light === 'red' || work.light === 'double_red';

/** Where a running instance is, what is done, what is late, what stands still. */
export function marksOf(one: Instance): Mark[] {
  const marks = new Map<string, Mark>();
  for (const work of one.work) if (work.state === 'done') marks.set(work.element, { element: work.element, look: 'done', badge: '✓' });
  for (const token of one.tokens) marks.set(token.element, { element: token.element, look: 'here', badge: t('diagram.here') });
  for (const work of one.work) {
    if (work.state === 'incident') marks.set(work.element, { element: work.element, look: 'fault', badge: t('diagram.fault') });
    else if (work.state === 'open' && isLate(work)) marks.set(work.element, { element: work.element, look: 'late', badge: t('diagram.late') });
  }
  return [...marks.values()];
}

/** Where cases wait: the more of all that wait, the warmer; where one is late, hot. */
export function heatOf(heat: Heat[]): Mark[] {
  const waiting = heat.reduce((sum, one) => sum + one.open, 0);
  return heat.filter((one) => one.open + one.incidents > 0).map((one) => ({
    element: one.element,
    look: one.incidents > 0 ? 'fault' as const : one.late > 0 ? 'hot' as const : one.open * 3 > waiting ? 'warm' as const : 'here' as const,
    badge: one.late > 0 ? t('diagram.waiting_late', { open: number(one.open), late: number(one.late) }) : t('diagram.waiting', { open: number(one.open + one.incidents) }),
  }));
}

/** "3 天 4 小时", for people. */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('time.minutes', { minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return t('time.hours', { hours, minutes: minutes % 60 });
  return t('time.days', { days: Math.floor(hours / 24), hours: hours % 24 });
}
