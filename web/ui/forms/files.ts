import { reactive } from 'vue';
import type { Attachment } from '../../api';

/** What was uploaded from this page, by id: the answer holds ids alone. */
const known = reactive(new Map<string, Attachment>());

export const remember = (one: Attachment) => { known.set(one.id, one); };
export const nameOf = (id: string) => known.get(id)?.name ?? id;

export function fileSize(id: string): string {
  const size = known.get(id)?.size;
  if (size === undefined) return '';
  return size < 1024 * 1024 ? `${Math.ceil(size / 1024)} kB` : `${(size / 1024 / 1024).toFixed(1)} MB`;
}

const endings: Record<string, string[]> = { jpeg: ['.jpg', '.jpeg'] };
export const endingsOf = (types: string[]) => types.flatMap((type) => endings[type] ?? [`.${type}`]);
