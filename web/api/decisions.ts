import { get, getText, post } from './client';
import { at, query } from './path';
import type { Page } from './types';

/** Rules as decision tables: seen, tried, compared. docs/openapi.yaml has the shapes. */
export interface DecisionSummary {
  id: string; name: string; question: string; model: string; model_name: string; kind: 'table' | 'expression' | 'boxed' | 'none'; hit_policy: string;
  rules: number; tests: number; tests_passed: number; faults: number;
}
export interface TypedName { name: string; type: string; allowed: unknown[]; allowed_text: string; fields: TypedName[] }
export interface TableRow { number: number; inputs: string[]; outputs: string[]; annotations: string[] }
export interface DecisionTable {
  hit_policy: string; letter: string; inputs: { label: string; expression: string; type: string; allowed_text: string }[];
  outputs: { name: string; type: string; allowed_text: string; default: string }[]; annotations: string[]; rules: TableRow[];
}
export interface TableFinding { table?: string; kind: string; fault: boolean; rules: number[]; when: { input: string; test: string }[]; text: string; text_en: string }
export interface DecisionTest { name: string; inputs: Record<string, unknown>; expected: unknown; got: unknown; passed: boolean }
export interface Decision extends DecisionSummary {
  description: string; inputs: TypedName[]; requires: { id: string; name: string }[]; expression: string; table: DecisionTable | null;
  checks: { complete: boolean; findings: TableFinding[] }; test_cases: DecisionTest[];
}

export interface TableTrace {
  name: string; inputs: { label: string; value: unknown }[]; decided_by: string[]; by_default: boolean;
  matches: { rule: number; conditions: { input: string; test: string }[]; outputs: { name: string; value: unknown }[]; annotations: string[] }[];
  near_misses: { rule: number; input: string; test: string; value: unknown; outputs: { name: string; text: string }[] }[];
}
export interface Explanation { text: string; text_en: string; decisions: { name: string; question: string; result: unknown; inputs: { label: string; value: unknown }[]; tables: TableTrace[] }[] }
export interface DecisionAnswer { value: unknown; explanation: Explanation }
export interface Comparison {
  since: string; cases: number; cases_found: number; cases_changed: number; given: number; given_changed: number; checks: TableFinding[];
  changed: { case: string; purpose: string; at: string | null; given: number | null; before: unknown; after: unknown; why_before: Explanation; why_after: Explanation }[];
}
export interface FeelAnswer { value: unknown; text: string; notes: { key: string; detail: string; text: string; text_en: string }[] }

export const decisions = {
  list: (filter: { q?: string; page?: number }) => get<Page<DecisionSummary>>(`/decisions${query(filter)}`),
  one: (id: string) => get<Decision>(`/decisions/${at(id)}`),
  model: (id: string) => getText(`/decisions/${at(id)}/model`),
  evaluate: (id: string, inputs: Record<string, unknown>) => post<DecisionAnswer>(`/decisions/${at(id)}/evaluate`, { inputs }),
  compare: (id: string, dmn: string, inputs: Record<string, unknown>[]) => post<Comparison>(`/decisions/${at(id)}/compare`, { dmn, inputs }),
  feel: (expression: string, variables: Record<string, unknown>) => post<FeelAnswer>('/feel', { expression, variables }),
};
