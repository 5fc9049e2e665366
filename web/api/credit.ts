import { get, post } from './client';
import { at, query } from './path';
import type { Light, Page } from './types';

/** The public credit registry, as docs/openapi.yaml has it. */
export interface CreditRules {
  review_days: number; supplement_days: number;
  kinds: {
    code: string; letter: string; name: string; name_en: string; nature: string | null; listing: boolean; publication_months: number | null; repair_after_days: number | null;
    fields: { name: string; title: string; title_en: string; data_type: string; required: boolean }[];
  }[];
  lists: {
    code: string; name: string; name_en: string; colour: 'black' | 'red'; basis: string; organs: { code: string; name: string }[]; months: number | null;
    repair_after_days: number | null; published: number;
  }[];
}
export type Standing = 'published' | 'expired' | 'repaired' | 'removed';
export interface EntrySummary {
  number: string; subject: string; kind: string; kind_name: string; kind_name_en: string; letter: string; nature: string; organ: string; organ_name: string; document_number: string;
  decided_on: string; published_until: string | null; standing: Standing; repairable_from: string | null; made_up: boolean; created_at: string;
  list: { code: string; name: string; name_en: string; colour: 'black' | 'red'; basis: string } | null;
}
export interface EntryValue { field: string; title: string; title_en: string; value: string; disputed: boolean }
export interface CreditEvent { step: number; time: string; actor_name: string; organisation_name: string; action: string; note: string }
export interface CreditEntry extends EntrySummary { values: EntryValue[]; ended_at: string | null; ended_reason: string; events?: CreditEvent[] }
export interface FileHead { file: number | null; subject: string; name: string; person: boolean; published: number }
export interface CreditFile extends FileHead {
  conclusion: { dishonest: boolean; black_lists: number; bad_records: number; red_lists: number; good_records: number }; entries: Page<CreditEntry>;
}
export interface RepairEvidence { title: string; content: string; time?: string }
export interface Repair {
  number: string; entry: string; subject: string; organ: string; organ_name: string; reason: string; state: string; state_name: string; due_on: string | null; light: Light;
  answer: string; basis: string; created_at: string; actions: string[]; evidence?: RepairEvidence[]; events?: CreditEvent[];
}
export interface RepairDeed { reason?: string; basis?: string; evidence?: RepairEvidence[] }
export interface CreditFigure { organ: string; organ_name: string; kind: string; kind_name: string; entries: number; published: number; repaired: number }

export const credit = {
  rules: () => get<CreditRules>('/credit/rules'),
  search: (q: string, purpose: string, page: number) => post<Page<FileHead>>(`/credit/searches${query({ page })}`, { q, purpose }),
  file: (id: string, filter: { purpose: string; known_on?: string; page?: number }) => get<CreditFile>(`/credit/files/${at(id)}${query(filter)}`),
  entries: (filter: { kind?: string; standing?: string; document?: string; page?: number }) => get<Page<EntrySummary>>(`/credit/entries${query(filter)}`),
  entry: (number: string) => get<CreditEntry>(`/credit/entries/${at(number)}`),
  enter: (draft: { subject: string; kind: string; values: Record<string, string> }) => post<CreditEntry>('/credit/entries', draft),
  amend: (number: string, values: Record<string, string>, reason: string) => post<CreditEntry>(`/credit/entries/${at(number)}/amend`, { values, reason }),
  remove: (number: string, reason: string) => post<CreditEntry>(`/credit/entries/${at(number)}/remove`, { reason }),
  members: (list: string, page: number) => get<Page<EntrySummary>>(`/credit/lists/${at(list)}${query({ page })}`),
  figures: async () => (await get<Page<CreditFigure>>('/credit/figures')).items,
  repairs: (filter: { state?: string; light?: string; page?: number }) => get<Page<Repair>>(`/credit/repairs${query(filter)}`),
  repair: (number: string) => get<Repair>(`/credit/repairs/${at(number)}`),
  review: (number: string, action: string, deed: RepairDeed) => post<Repair>(`/credit/repairs/${at(number)}/${action}`, deed),

  mine: (filter: { known_on?: string; page?: number }) => get<CreditFile>(`/me/credit${query(filter)}`),
  object: (entry: string, field: string, reason: string, claimed: string) => post<{ ticket: string; due_on: string | null }>('/me/credit/disputes', { entry, field, reason, claimed }),
  apply: (entry: string, reason: string, evidence: RepairEvidence[]) => post<Repair>('/me/credit/repairs', { entry, reason, evidence }),
  myRepairs: (page: number) => get<Page<Repair>>(`/me/credit/repairs${query({ page })}`),
  act: (number: string, action: string, deed: RepairDeed) => post<Repair>(`/me/credit/repairs/${at(number)}/${action}`, deed),
};
