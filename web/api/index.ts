import { get, post, remove } from './client';
import { at, query } from './path';
import type * as T from './types';

export { Problem } from './client';
export type * from './types';

/** Short lists may come bare or as a page. */
async function all<X>(path: string): Promise<X[]> {
  const answer = await get<X[] | T.Page<X>>(path);
  return Array.isArray(answer) ? answer : answer.items;
}

async function paged<X>(path: string): Promise<T.Page<X>> {
  const answer = await get<X[] | T.Page<X>>(path);
  return Array.isArray(answer) ? { items: answer, page: 1, size: answer.length, total: answer.length } : answer;
}

export const api = {
  session: () => get<T.Account>('/session'),
  colleagues: () => get<{ items: T.Account[] }>('/colleagues'),
  signIn: (account: string, password: string) => post<T.Account>('/session', { account, password }),
  signOut: () => remove('/session'),

  matters: (filter: { q?: string; high_frequency?: string; page?: number; size?: number }) =>
    paged<T.MatterSummary>(`/matters${query(filter)}`),
  matter: (code: string) => get<T.Matter>(`/matters/${at(code)}`),

  form: (name: string) => get<T.FormDocument>(`/forms/${at(name)}`),

  openCase: (opening: { matter: string; subject?: string; applicant_name?: string; channel: string; form: Record<string, unknown> }) =>
    post<T.Case>('/cases', opening),
  cases: (filter: { state?: string; light?: string; q?: string; page?: number; size?: number }) =>
    paged<T.CaseSummary>(`/cases${query(filter)}`),
  case: (number: string) => get<T.Case>(`/cases/${at(number)}`),
  gather: (number: string) => post<T.Gathering>(`/cases/${at(number)}/gather`),
  gathering: (number: string) => get<T.Gathering>(`/cases/${at(number)}/gathering`),
  brought: (number: string, material: string, what: { seen: true } | { file_name: string; content_base64: string }) =>
    post<T.Gathering>(`/cases/${at(number)}/materials/${at(material)}/brought`, what),
  upload: (file: File) => post<T.Attachment>(`/attachments${query({ name: file.name })}`, file),
  removeUpload: (id: string) => remove(`/attachments/${at(id)}`),
  attachments: (number: string) => get<T.Attachment[]>(`/cases/${at(number)}/attachments`),
  attachmentAddress: (number: string, id: string) => `/api/v1/cases/${at(number)}/attachments/${at(id)}`,
  act: (number: string, action: string, body: unknown) => post<T.Case>(`/cases/${at(number)}/${action}`, body),
  myTasks: (page: number) => paged<T.Task>(`/tasks${query({ page, size: 20 })}`),
  tasksOf: (number: string) => all<T.Task>(`/tasks${query({ case: number, size: 100 })}`),
  task: (id: number) => get<T.TaskDetail>(`/tasks/${id}`),
  actOnTask: (id: number, action: string, body: unknown) => post<T.Task>(`/tasks/${id}/${action}`, body),
  events: (number: string) => all<T.CaseEvent>(`/cases/${at(number)}/events`),
  receipt: (number: string) => get<T.Receipt>(`/cases/${at(number)}/receipt`),
  track: (number: string, password: string) => get<T.Progress>(`/track/${at(number)}${query({ password })}`),

  licence: (id: string) => get<T.Licence>(`/licences/${at(id)}`),
  licenceAddress: (id: string, part: 'face.png' | 'face.pdf' | 'file') => `/api/v1/licences/${at(id)}/${part}`,
  verify: (id: string, code: string) => get<T.Verification>(`/verify/${at(id)}${query({ code })}`),
  verifyFile: (container: string) => post<T.Verification>('/verify', container),

  myCases: (page: number) => paged<T.CaseSummary>(`/me/cases${query({ page })}`),
  myLicences: () => all<T.Licence>('/me/licences'),
  myAccess: (page: number) => paged<T.Access>(`/me/access${query({ page })}`),
  proof: (index: number) => get<T.AccessProof>(`/me/access/${index}/proof`),
  myRecords: () => all<T.PersonalRecord>('/me/records'),
  dispute: (type: string, field: string, reason: string) => post<T.Dispute>('/me/disputes', { type, field, reason }),
  myDisputes: () => all<T.Dispute>('/me/disputes'),

  cockpit: () => get<T.Cockpit>('/cockpit'),
};
