import { get, post, put } from './client';
import { at, query } from './path';
import type { Page } from './types';

/** The census of information systems, as docs/openapi.yaml has it. Values are texts by field key; money is in fen. */
export interface CensusField { key: string; title: string; kind: 'text' | 'date' | 'money' | 'count' | 'size' | 'flag' | 'choice' | 'level'; many: boolean; options: { code: string; name: string }[] }
export interface System { id: string; body: string; body_name: string; name: string; values: Record<string, string>; names: Record<string, string>; completeness: number }
export interface CellFault { sheet: string; row: number; column: string; field: string; value: string; key: string; message: string; message_en: string; expected: string }
export interface CensusImport {
  added: number; changed: number; unchanged: number; rejected: number; faults: CellFault[];
  columns: { sheet: string; column: string; header: string; field: string }[];
}
export interface Progress { body: string; name: string; level: number; systems: number; completeness: number; submitted_at: string | null }
export interface CensusReport {
  bodies: number; bodies_submitted: number; systems: number; build_fen: number; yearly_fen: number; duplicates: number; zombies: number;
  awaiting_answer: number; awaiting_decision: number; kept: number; merged: number; closed: number;
  groups: { key: string; title: string; counts: { name: string; count: number }[] }[];
}
export type CensusVerdict = 'keep' | 'merge' | 'close';
export interface Proposal {
  key: string; kind: 'duplicate' | 'zombie'; systems: string[]; names: string[]; body: string; body_name: string; reasons: string[]; bodies: string[]; state: 'open' | 'answered' | 'decided';
  answers: { body: string; body_name: string; wish: CensusVerdict; reason: string; time: string }[]; decision: { verdict: CensusVerdict; into: string; reason: string; time: string } | null;
}
export interface SystemDraft { body?: string; values: Record<string, string> }

export const census = {
  fields: async () => (await get<Page<CensusField>>('/census/fields')).items,
  systems: (filter: { body?: string; state?: string; q?: string; page?: number }) => get<Page<System>>(`/census/systems${query(filter)}`),
  system: (id: string) => get<System>(`/census/systems/${at(id)}`),
  save: (id: string, draft: SystemDraft) => (id ? put<System>(`/census/systems/${at(id)}`, draft) : post<System>('/census/systems', draft)),
  take: (file: Blob, body: string) => post<CensusImport>(`/census/import${query({ body })}`, file),
  submit: () => post<void>('/census/submit'),
  progress: (page: number, size = 20) => get<Page<Progress>>(`/census/progress${query({ page, size })}`),
  proposals: (state: string, page: number) => get<Page<Proposal>>(`/census/proposals${query({ state, page })}`),
  answer: (key: string, wish: CensusVerdict, reason: string) => post<Proposal>(`/census/proposals/${at(key)}/answer`, { wish, reason }),
  decide: (key: string, verdict: CensusVerdict, into: string, reason: string) => post<Proposal>(`/census/proposals/${at(key)}/decide`, { verdict, into, reason }),
  report: () => get<CensusReport>('/census/report'),
  reportFile: '/api/v1/census/report.xlsx',
  formFile: '/api/v1/census/form.xlsx',
};
