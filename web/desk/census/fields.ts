import type { CensusField } from '../../api/census';

/** The 31 fields in the order in which a system is told: what it is, its money, its use, where it runs, its data. */
export const groups: { name: string; keys: string[] }[] = [
  { name: 'basic', keys: ['name', 'abbreviation', 'unit', 'owner', 'builder', 'state', 'live_on', 'purpose'] },
  { name: 'money', keys: ['approval', 'approver', 'fund_source', 'build_fen', 'yearly_fen', 'origin'] },
  { name: 'use', keys: ['scope', 'users', 'frequency', 'matters'] },
  { name: 'run', keys: ['network', 'deployment', 'database', 'volume_gb', 'protection', 'filing', 'url'] },
  { name: 'data', keys: ['connected', 'resources', 'offered', 'needed'] },
  { name: 'end', keys: ['decision', 'remark'] },
];

/** Money is kept in fen and written in yuan; whoever writes a unit (万元) means it. */
export const shown = (field: CensusField, value: string): string =>
  field.kind === 'money' && value ? `${(Number(value) / 100).toFixed(2).replace(/\.?0+$/, '')}` : value;
export const written = (field: CensusField, text: string): string =>
  field.kind === 'money' && /^[\d,.\s]+$/.test(text) && text.trim() ? `${text.trim()}元` : text.trim();
