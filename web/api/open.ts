import { get, post } from './client';
import { at, query } from './path';
import type { Page } from './types';

/** Public information resources: what is published for everybody, and requests for more. */
export interface Anonymity { k: number; rows: number; suppressed: number; smallest_group: number; levels: { column: string; level: number }[] }
export interface Dataset {
  id: string; code: string; name: string; provider_name: string; licence: string; licence_url: string; version: number; published_at: string; rows: number;
  columns: { name: string; title: string }[]; anonymity: Anonymity;
}
export interface OpenPlan {
  id: string; code: string; name: string; provider_name: string; k: number; columns: { name: string; title: string; masked: boolean; quasi: boolean }[];
  version: number | null; published_at: string | null; rows: number | null;
}
export interface Asked { id: string; title: string; purpose: string; state: 'asked' | 'accepted' | 'refused'; answer: string; created_at: string }
export type OpenRow = Record<string, string>;

export const open = {
  datasets: (page: number) => get<Page<Dataset>>(`/open/datasets${query({ page })}`),
  dataset: (id: string) => get<Dataset>(`/open/datasets/${at(id)}`),
  address: (id: string, part: string) => `/api/v1/open/datasets/${at(id)}/${part}`,
  rowsPath: (id: string, filter: Record<string, string | number>) => `/open/datasets/${at(id)}/rows${query(filter)}`,
  rows: (path: string) => get<Page<OpenRow>>(path),
  plans: (page: number) => get<Page<OpenPlan>>(`/open/plans${query({ page })}`),
  publish: (id: string) => post<Dataset>(`/open/datasets/${at(id)}/publish`),
  requests: (page: number) => get<Page<Asked>>(`/open/requests${query({ page })}`),
  ask: (title: string, purpose: string) => post<Asked>('/open/requests', { title, purpose }),
  answer: (id: string, accepted: boolean, answer: string) => post<Asked>(`/open/requests/${at(id)}/answer`, { accepted, answer }),
};
