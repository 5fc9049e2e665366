import { get, post } from './client';
import { at, query } from './path';
import type { Light, Page } from './types';

/** The sharing platform's part of docs/formats/api.md: requests for data and their grants. */
export interface NamedField { name: string; title: string; title_en: string }
export interface Terms { fields: NamedField[]; daily_quota: number; valid_until: string | null }

export interface RequestStep {
  step: number; time: string; actor_name: string; organisation_name: string; action: string; state: string; state_name: string; stage: string; note: string;
}

export interface DataRequest {
  number: string; requester: string; requester_name: string; provider: string; provider_name: string; resource: string; resource_name: string;
  share_type: number; purpose: 'matter' | 'supervision'; matter: string; matter_name: string; material: string; material_name: string;
  state: string; state_name: string; stage: string; due_on?: string | null; light: Light; outcome: string; created_at: string; actions: string[];
  reason: string; terms: Terms; offer?: Terms | null; condition: string; basis: string; ground: string; answer: string; grant?: string | null;
  events: RequestStep[];
}

export interface RequestDraft {
  resource: string; purpose: string; matter: string; material: string; reason: string; fields: string[]; daily_quota?: number;
  valid_until?: string; basis?: string; ground?: string;
}

export interface Grant {
  id: string; organisation: string; organisation_name: string; provider_name: string; resource: string; resource_name: string;
  matters: { code: string; name: string }[]; fields: string[]; daily_quota: number; valid_until: string; basis: string;
  state: 'in_force' | 'expired' | 'revoked'; used_today: number; calls: number; last_used?: string | null; unused_days: number;
  days_left: number; review_due: boolean; request: string;
}

export const sharing = {
  requests: (filter: { side?: string; state?: string; light?: string; q?: string; page?: number }) => get<Page<DataRequest>>(`/requests${query(filter)}`),
  request: (number: string) => get<DataRequest>(`/requests/${at(number)}`),
  ask: (draft: RequestDraft) => post<DataRequest>('/requests', draft),
  actOnRequest: (number: string, action: string, body: unknown) => post<DataRequest>(`/requests/${at(number)}/${action}`, body),
  grants: (filter: { resource?: string; review_due?: string; expiring?: string; page?: number }) => get<Page<Grant>>(`/grants${query(filter)}`),
  actOnGrant: (id: string, action: 'keep' | 'revoke', reason: string) => post<Grant>(`/grants/${at(id)}/${action}`, { reason }),
};
