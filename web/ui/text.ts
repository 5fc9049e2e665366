import { ref, watchEffect } from 'vue';
import en from '../text/en.json';
import zh from '../text/zh.json';

export type Language = 'zh' | 'en';
const tables: Record<Language, Record<string, string>> = { zh: { ...zh }, en: { ...en } };

/** Words of pages that most people never open come with those pages. */
export function learn(more: Record<Language, Record<string, string>>): void {
  Object.assign(tables.zh, more.zh);
  Object.assign(tables.en, more.en);
}

/** Words that only some pages need come with those pages (text/staff.ts). */
export function addTexts(more: Record<Language, Record<string, string>>): void {
  Object.assign(tables.zh, more.zh);
  Object.assign(tables.en, more.en);
}

/** Storage can be switched off in a locked-down browser; then a choice lasts as long as the page. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    /* the choice then lasts as long as the page */
  }
}

export const language = ref<Language>(remembered('yici.language') === 'en' ? 'en' : 'zh');

watchEffect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
});

export function setLanguage(next: Language): void {
  language.value = next;
  remember('yici.language', next);
}

/** The text of `key`; {name} in it is replaced by `values.name`. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const text = tables[language.value][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** For words that may not be in our tables, such as a state that a later server knows. */
export function tOr(key: string, otherwise: string): string {
  return tables[language.value][key] ?? otherwise;
}

/** The server gives many names in both languages. */
export function pick(chinese: string | undefined, english: string | undefined): string {
  return (language.value === 'en' && english ? english : chinese) ?? '';
}

const locale = () => (language.value === 'zh' ? 'zh-CN' : 'en-GB');

export function instant(iso: string | null | undefined): string {
  if (!iso) return '';
  if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return iso; // a day, not an instant
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const parts = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    hourCycle: 'h23', timeZone: 'Asia/Shanghai',
  }).formatToParts(time);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
}

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

/** Fen to yuan, by integers only. */
export function money(fen: number): string {
  if (fen === 0) return t('matter.free');
  const yuan = `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
  return t('matter.yuan', { yuan });
}
