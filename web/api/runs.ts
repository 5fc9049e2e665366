import { get, post } from './client';
import { at, query } from './path';
import type { Page } from './types';

/** Scheduled checks of data quality, as docs/openapi.yaml has them. Scores are 0 to 100 by the dimensions of GB/T 36344. */
export interface Score { dimension: string; name: string; score: number | null }
export interface QualityRun {
  id: number; state: 'queued' | 'running' | 'done' | 'failed'; cause: string; asked_at: string; began_at: string | null; ended_at: string | null; rows: number; cells: number; opened: number;
  standing: number; beyond: number; total: number | null; scores: Score[]; fault: string;
  rules?: { id: string; text: string; cells: number }[]; fields?: { field: string; title: string; authority_name: string; cells: number }[];
}
export interface Checked {
  name: string; resource: string; resource_name: string; record_type: string; title: string; title_en: string; provider: string; provider_name: string; hour: number;
  rules: { id: string; text: string; dimension: string; dimension_name: string }[]; last: QualityRun | null;
}
export interface QualityFinding { rule: string; text: string; dimension: string | null; subject: string; field: string; title: string; words: { organisation_name: string; value: string; golden: boolean }[]; ticket: string | null }
export interface BodyQuality {
  body: string; body_name: string; cells: number; tickets: number; open: number; overdue: number; corrected: number; refused: number; in_time: number; average_days: number;
}

export const runs = {
  resources: async () => (await get<Page<Checked>>('/quality/resources')).items,
  figures: async () => (await get<Page<BodyQuality>>('/quality/figures')).items,
  runs: (name: string, page: number, size: number) => get<Page<QualityRun>>(`/quality/resources/${at(name)}/runs${query({ page, size })}`),
  run: (name: string, id: number) => get<QualityRun>(`/quality/resources/${at(name)}/runs/${id}`),
  findings: (name: string, run: number, page: number) => get<Page<QualityFinding>>(`/quality/resources/${at(name)}/findings${query({ run, page })}`),
  ask: (name: string) => post<QualityRun>(`/quality/resources/${at(name)}/runs`),
};
