/** The shapes of docs/formats/api.md, word for word. What is optional there may also come as null. */

export type Role = 'clerk' | 'approver' | 'steward' | 'authority' | 'operator';

export interface Account {
  id: string;
  name: string;
  kind: 'staff' | 'citizen';
  organisation?: { code: string; name: string };
  roles: Role[];
}

export interface MatterSummary {
  code: string;
  name: string;
  name_en: string;
  department: string;
  department_name: string;
  kind: number;
  type: string;
  legal_days: number;
  promised_days: number;
  fee_fen: number;
  /** A rule says how much; fee_fen is what is asked at least. */
  fee_varies: boolean;
  /** Of online handling, 1 to 5; 0 where the pack does not say. */
  star: number;
  visits: number;
  one_id: boolean;
  high_frequency: boolean;
  topic: string;
  applicant: string;
}

/** A form of docs/formats/form.md: JSON Schema 2020-12 with hints. */
export type FormDocument = { [keyword: string]: unknown };

export interface Attachment {
  id: string;
  name: string;
  type: string;
  size: number;
  sm3: string;
  scan: 'clean' | 'unscanned' | 'held' | 'infected';
  uploaded_at: string;
}

export interface MaterialSource {
  kind: 'identity_card' | 'resource' | 'bring';
  text: string;
  provider_name?: string;
}

export interface Material {
  code: string;
  name: string;
  name_en: string;
  necessity: number;
  form: number;
  /** In which situation it is asked for; empty: always. */
  when: string;
  when_en: string;
  sources: MaterialSource[];
}

export interface Matter extends MatterSummary {
  national_code: string;
  conditions: string;
  conditions_en: string;
  legal_basis: { name: string; number: string; article: string; organ: string; date: string }[];
  result: { kind: string; name: string };
  form: FormDocument | null;
  materials: Material[];
}

export type Light = 'green' | 'yellow' | 'red' | 'double_red' | 'none';

export interface CaseSummary {
  number: string;
  matter: string;
  matter_name: string;
  matter_name_en: string;
  applicant_name: string;
  state: string;
  state_name: string;
  light: Light;
  received_at: string;
  accepted_at?: string;
  due_on?: string;
  department_name: string;
}

export interface Suspension {
  kind: string;
  reason: string;
  from: string;
  to?: string;
}

/** What a rule of the matter says of a case, and why. */
export interface Assessment {
  purpose: string;
  outcome: string;
  decision: string;
  answer: unknown;
  reason: string;
  reason_en: string;
  why: string;
  why_en: string;
  answered_at: string;
}

export interface Case extends CaseSummary {
  national_number?: string;
  query_password?: string;
  subject: string;
  channel: string;
  form: Record<string, unknown>;
  legal_due_on?: string;
  counted: string;
  confirmed_at?: string;
  decision?: { granted: boolean; opinion: string; at: string; by: string };
  correction?: { at: string; items: { material: string; name: string; reason: string }[] };
  suspensions: Suspension[];
  licence?: { id: string; name: string };
  actions: string[];
  /** The fee of this case; none where its rule cannot tell yet. */
  fee_fen?: number;
  earlier_forms: { form: Record<string, unknown>; confirmed_at: string; replaced_at: string }[];
  assessments: Assessment[];
  handled: boolean; // a procedure is at work on it and decides it at its end
}

/** Work for a person in a case's procedure. */
export interface Task {
  id: number;
  case: string;
  mine: boolean; // it is for the one who asks
  element: string;
  name: string;
  state: string;
  created_at: string;
  due_at?: string;
  light: Light;
  form: string; // what it asks, by name; empty: whether one agrees and why
  assignee: string;
  assignee_name: string;
  delegated_by: string;
  organisation_name: string;
}

export interface TaskDetail extends Task {
  variables: Record<string, unknown>;
  suspended: boolean;
  schema: FormDocument | null; // of its form
  answers: Record<string, unknown> | null; // to its form, so far
  passed: { element: string; name: string }[];
}

export type MaterialStatus =
  | 'waiting' | 'fetching' | 'present' | 'missing' | 'contradictory' | 'failed' | 'to_bring' | 'brought' | 'not_needed';

export interface GatheredField {
  name: string;
  title: string;
  title_en: string;
  value: string;
  disputed: boolean;
}

export interface GatheredMaterial {
  code: string;
  name: string;
  name_en: string;
  necessity: number;
  status: MaterialStatus;
  source_name?: string;
  system?: string;
  resource?: string;
  milliseconds?: number;
  attempts?: number;
  answer?: 'yes' | 'no';
  fields: GatheredField[];
  when: string;
  when_en: string;
  note?: string;
}

export interface Gathering {
  done: boolean;
  started_at?: string;
  materials: GatheredMaterial[];
}

export interface CaseEvent {
  time: string;
  state: string;
  action: string;
  actor_name: string;
  note: string;
}

export interface Receipt {
  number: string;
  query_password: string;
  matter_name: string;
  applicant_name: string;
  accepted_at: string;
  promised_days: number;
  due_on: string;
  department_name: string;
  materials: string[];
  track_url: string;
  qr_svg: string;
}

/** GET /track: masked progress. */
export interface Progress extends Partial<Case> {
  number: string;
  events?: CaseEvent[];
}

/** GET /licences/{id}; the list of /me/licences holds the same. */
export interface Licence {
  id: string;
  type_name?: string;
  type_name_en?: string;
  name?: string;
  holder_name?: string;
  issuer_name?: string;
  issued_on?: string;
  valid_from?: string;
  valid_until?: string;
  status?: string;
}

export interface Verification {
  valid: boolean;
  reasons: string[];
  type_name?: string;
  holder_name?: string;
  issuer_name?: string;
  issued_on?: string;
  status?: string;
}

export interface Access {
  index: number;
  kind?: string;
  time: string;
  organisation_name: string;
  system: string;
  case_number: string;
  matter_name: string;
  material_name: string;
  resource_name: string;
  fields: string[];
  purpose: string;
  legal_basis: string;
  result: string;
}

export interface JournalHead {
  size: number;
  root: string;
  time: string;
}

export interface AccessProof {
  entry: string; // the journal entry's canonical text: exactly the bytes of its leaf
  index: number;
  size: number;
  path: string[];
  head: JournalHead;
}

export interface PersonalRecord {
  type: string;
  type_title: string;
  type_title_en: string;
  field: string;
  title: string;
  title_en: string;
  value: string;
  source_name: string;
  since: string;
  disputed: boolean;
}

export interface Dispute {
  id: string;
  type: string;
  field: string;
  title: string;
  reason: string;
  state: string;
  created_at: string;
}

export interface Cockpit {
  calls_per_second: number;
  calls_today: number;
  calls_failed_today: number;
  cases: Record<string, number>;
  lights: { green: number; yellow: number; red: number; double_red: number };
  visits_saved: number;
  one_id_matters: number;
  matters: number;
  gaps: { material_name: string; provider_name: string; resource_name: string; matters: number; yearly_cases: number }[];
  recent_calls: { time: string; organisation_name: string; resource_name: string; result: string; milliseconds: number }[];
  journal: JournalHead;
}

export interface Page<T> {
  items: T[];
  page: number;
  size: number;
  total: number;
}
