import { get, post } from './client';
import { at, query } from './path';
import type { Page, PersonalRecord } from './types';

/** The clerical review of subjects that may be one, merges and splits, and somebody's record on a day. Codes are masked. */
export interface Deed { by: string; reason: string; at: string }
export interface PairEvidence { field: string; title: string; title_en: string; level: string; weight: number; holders: number; first: string; second: string }
export interface Pair {
  number: number; type: string; first: string; second: string; probability: number; likely: boolean; state: 'open' | 'unsure' | 'confirmed' | 'refused';
  created_at: string; evidence: PairEvidence[]; decided: Deed | null; merge: number | null;
}
export interface Merge { number: number; subject: string; into: string; merged: Deed; split: Deed | null }
export type Verdict = 'confirm' | 'refuse' | 'unsure';

export const subjects = {
  search: (type: string) => post<{ subjects: number; pairs: number }>('/subject-reviews/searches', { type }),
  pairs: (filter: { state?: string; page?: number; size?: number }) => get<Page<Pair>>(`/subject-reviews${query(filter)}`),
  pair: (number: string) => get<Pair>(`/subject-reviews/${at(number)}`),
  decide: (number: number, verdict: Verdict, body: { reason: string; keep?: string }) => post<Pair>(`/subject-reviews/${number}/${verdict}`, body),
  records: (subject: string, day: string) => post<Page<PersonalRecord>>('/subject-records', { subject, known_on: day }),
  clearRecords: (subject: string, day: string, reason: string) => post<Page<PersonalRecord>>('/subject-records/clear', { subject, known_on: day, reason }),
  merges: (subject: string) => post<Page<Merge>>('/subject-merges/traces', { subject }),
  split: (number: number, reason: string) => post<Merge>(`/subject-merges/${number}/split`, { reason }),
};
