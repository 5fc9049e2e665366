import { get, post } from './client';
import { at, query } from './path';
import type { Light, Page } from './types';

/** Tickets of correction, the responsibility list, the once-only gap and collection, as docs/formats/api.md has them. */
export interface Ticket {
  id: string; subject: string; type_title: string; title: string; authority_name: string; outcome: 'open' | 'corrected' | 'refused'; opened_at: string; due_on: string;
  light: Light; closed_at?: string | null; answer: string; sources: number; actions: string[];
  events: { step: number; time: string; actor_name: string; organisation_name: string; action: string; note: string }[];
  cases: { number: string; matter_name: string; material_name: string; organisation_name: string; effect: string; verdict: string; time: string }[];
}

export interface Evidence {
  value: string; said: { organisation_name: string; system: string; value: string; observed_at: string; golden: boolean }[]; id_number_says: string;
  sources: { kind: string; by_name: string; organisation_name: string; reason: string; claimed: string; case: string; time: string }[];
}

export interface Responsibility {
  id: string; provider_name: string; resource_name: string; title: string; due_on: string; overdue: boolean; state: string;
  uses: { matter: string; matter_name: string; material_name: string; state: string; answered: number; failed: number }[];
}

export interface Remedy {
  id: string; obstacle: string; holder_name: string; resource_name: string; materials: string[]; matters: { code: string; name: string }[]; yearly_cases: number;
  one_id_matters: { code: string; name: string }[]; one_id_cases: number;
}

export interface Target { key: string; title: string; title_en: string; target_percent: number; due_on?: string; matters: number; one_id: number; percent: number; reached: boolean }
export interface WhatIf { matters: { code?: string; name?: string }[]; yearly_cases: number; before: Target[]; after: Target[] }

export interface Tally { read: number; added: number; changed: number; gone: number; late: number }
export interface CollectionSource {
  source: string; title: string; title_en: string; department_name: string; system: string; kind: string; table: string; mode: string; resource: string; every_minutes: number; connected: boolean;
  running: boolean; last_ended: string | null; fault: string; fault_text: string; fault_text_en: string; detail: string; waiting: number; quarantined: number; held: string; rows: number; last: Tally; total: Tally;
}

export interface QuarantinedRow {
  id: number; line: number; watermark: string; rules: { id: string; text: string; text_en: string }[]; cells: { column: string; value: string; masked: boolean }[]; text: string; masked: boolean; outcome: string;
}

export const quality = {
  tickets: (filter: { side?: string; outcome?: string; light?: string; page?: number }) => get<Page<Ticket>>(`/tickets${query(filter)}`),
  ticket: (id: string) => get<Ticket>(`/tickets/${at(id)}`),
  evidence: (id: string) => get<Evidence>(`/tickets/${at(id)}/evidence`),
  actOnTicket: (id: string, action: string, body: unknown) => post<Ticket>(`/tickets/${at(id)}/${action}`, body),
  responsibilities: (filter: { state?: string; overdue?: string; page?: number }) => get<Page<Responsibility>>(`/responsibilities${query(filter)}`),
  remedies: () => get<Page<Remedy>>('/gap/remedies?size=200'),
  programme: () => get<{ targets: Target[]; yearly_cases: number; one_id_cases: number }>('/gap/programme'),
  whatIf: (remedies: string[]) => get<WhatIf>(`/gap/what-if${query({ remedies: remedies.join(',') })}`),
  sources: () => get<Page<CollectionSource>>('/collection/sources'),
  collect: (source: string) => post<CollectionSource>(`/collection/sources/${at(source)}/run`),
  acceptShape: (source: string) => post<CollectionSource>(`/collection/sources/${at(source)}/accept-shape`),
  quarantine: (source: string, page: number) => get<Page<QuarantinedRow>>(`/collection/sources/${at(source)}/quarantine${query({ page })}`),
  recheck: (source: string) => post<{ passed: number }>(`/collection/sources/${at(source)}/quarantine/recheck`),
  clearRow: (source: string, row: number, reason: string) => post<QuarantinedRow>(`/collection/sources/${at(source)}/quarantine/${row}/clear`, { reason }),
  settle: (source: string, row: number, action: string, body: { reason: string; cells?: Record<string, string> }) =>
    post<QuarantinedRow>(`/collection/sources/${at(source)}/quarantine/${row}/${action}`, body),
};
