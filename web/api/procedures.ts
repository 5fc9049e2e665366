import { get, getText, post } from './client';
import { at, query } from './path';
import type { Light, Page } from './types';

/** Departments' internal handling: models with their drawings, running instances, incidents. docs/openapi.yaml has the shapes. */
export interface Procedure { id: number; key: string; version: number; name: string; deployed_at: string; running: number; late: number }

export interface Work {
  id: number; instance: number; element: string; name: string; kind: string; state: 'open' | 'done' | 'dropped' | 'incident' | 'held'; created_at: string; due_at: string | null;
  light: Light; assignee: string; delegated_by: string; organisation: string; role: string; attempts: number; problem: string; done_at: string | null; done_by: string;
}

export interface Token { id: number; element: string; name: string; stand: string }
export interface Intervention { element: string; action: string; reason: string; by: string; at: string }

export interface Instance {
  id: number; key: string; procedure: string; model: number; version: number; name: string; state: 'running' | 'done' | 'terminated' | 'cancelled' | 'failed';
  started_at: string; ended_at: string | null; due_at: string | null; light: Light; clocks_stand: boolean; tokens: Token[]; work: Work[];
  interventions?: Intervention[]; people?: Record<string, string>; bodies?: Record<string, string>;
}

export interface Heat { element: string; open: number; late: number; incidents: number; done: number; dropped: number; oldest_open: string | null; mean_seconds: number }
export interface Incident extends Work { case: string; procedure: string; version: number; text: string; text_en: string }
export interface IncidentDetail extends Incident { flows: { id: string; name: string; to: string }[]; variables: Record<string, unknown> }
export interface ProcedureFinding { line: number; key: string; detail: string; text: string; text_en: string }
export interface DrawingCheck {
  procedures: { key: string; name: string; runs: boolean }[]; faults: ProcedureFinding[]; not_executable: (ProcedureFinding & { procedure: string })[];
}
export interface CaseStep { name: string; organisation_name: string; state: Work['state']; since: string; due_at: string | null; done_at: string | null; light: Light; answers?: StepAnswer[] }
/** What was answered to the form of a step, for staff. */
export interface StepAnswer { form: string; answers: Record<string, unknown>; at: string }
export interface Migration { target: number; mapping: Record<string, string>; reason?: string }

export const procedures = {
  list: () => get<Page<Procedure>>('/procedures?size=200'),
  drawing: (model: number) => getText(`/procedures/${model}/diagram`),
  heat: (model: number) => get<Page<Heat>>(`/procedures/${model}/heat`),
  check: (xml: string) => post<DrawingCheck>('/procedures/check', { xml }),
  running: (model: number, page: number) => get<Page<Instance>>(`/procedure-instances${query({ model, page })}`),
  ofCase: (key: string) => get<Page<Instance>>(`/procedure-instances${query({ key })}`),
  instance: (id: string) => get<Instance>(`/procedure-instances/${at(id)}`),
  operate: (id: number, action: 'cancel' | 'suspend-clocks' | 'resume-clocks', reason: string) => post<Instance>(`/procedure-instances/${id}/${action}`, { reason }),
  migrationCheck: (id: number, plan: Migration) => post<Page<ProcedureFinding>>(`/procedure-instances/${id}/migration-check`, plan),
  migrate: (id: number, plan: Migration) => post<Instance>(`/procedure-instances/${id}/migrate`, plan),
  incidents: (page: number) => get<Page<Incident>>(`/procedure-incidents${query({ page })}`),
  incident: (id: string) => get<IncidentDetail>(`/procedure-incidents/${at(id)}`),
  mend: (id: number, action: 'retry' | 'skip', body: { reason: string; variables?: Record<string, unknown>; flow?: string }) => post<Work>(`/procedure-incidents/${id}/${action}`, body),
  steps: (number: string) => get<Page<CaseStep>>(`/cases/${at(number)}/steps`),
};
