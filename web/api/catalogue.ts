import { get, post } from './client';
import { at, query } from './path';
import type { Page } from './types';

/** The resource catalogue's part of docs/formats/api.md. */
export interface EntryItem { name: string; title: string; title_en: string; type: string; length: number; share_type: number; sensitivity: number; element: string }

export interface Entry {
  code: string; name: string; name_en: string; provider: string; provider_name: string; abstract: string; abstract_en: string; items: EntryItem[];
  share_type: number; share_type_name: string; share_condition: string; format_name: string; update_cycle_name: string; open: boolean; open_condition: string;
  issued: string; keywords: string[]; system: string; classification: { kind: string; category: string; section: string; detail: string };
}

export interface StoredEntry {
  id: string; source: string; entry: Entry; state: number; state_name: string; version: number; published_at?: string;
  stage?: string; reason?: string; updated_at?: string; actions?: string[];
}

export interface Found { kind: string; id: string; code: string; name: string; provider_name: string; source: string; score: number }

export interface Lineage {
  system: string; systems: { id: string; name: string }[]; cases: number;
  matters: { code: string; name: string; materials: string[]; fields: string[]; cases: number; yearly_cases: number }[];
}

export const catalogue = {
  search: (q: string, page = 1, kind = '') => get<Page<Found>>(`/catalogue/search${query({ q, kind, page })}`),
  entries: (page: number, provider = '') => get<Page<StoredEntry>>(`/catalogue/entries${query({ provider, page })}`),
  entry: (id: string) => get<StoredEntry>(`/catalogue/entries/${at(id)}`),
  lineage: (id: string) => get<Lineage>(`/catalogue/entries/${at(id)}/lineage`),
  desk: (filter: { state?: string; page?: number }) => get<Page<StoredEntry>>(`/catalogue/desk${query(filter)}`),
  act: (id: string, action: string, reason: string) => post<StoredEntry>(`/catalogue/entries/${at(id)}/${action}`, { reason }),
};
