import { lookupTable } from '../model/lookup-table.js';

/** CycloneDX's by OpenVEX's (and CSAF's), where it means the same. */
const CYCLONEDX = lookupTable<string>({
  component_not_present: 'code_not_present',
  vulnerable_code_not_present: 'code_not_present',
  vulnerable_code_not_in_execute_path: 'code_not_reachable',
  inline_mitigations_already_exist: 'protected_by_mitigating_control',
});

const OPENVEX = lookupTable<string>({
  code_not_present: 'vulnerable_code_not_present',
  code_not_reachable: 'vulnerable_code_not_in_execute_path',
  protected_by_mitigating_control: 'inline_mitigations_already_exist',
});

const OPENVEX_WORDS = new Set([
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
]);

const CYCLONEDX_WORDS = new Set([
  'code_not_present',
  'code_not_reachable',
  'requires_configuration',
  'requires_dependency',
  'requires_environment',
  'protected_by_compiler',
  'protected_at_runtime',
  'protected_at_perimeter',
  'protected_by_mitigating_control',
]);

/** Null where the format has no word for it. */
export function openVexJustification(word: string | null): string | null {
  if (word === null) return null;
  return OPENVEX_WORDS.has(word) ? word : (OPENVEX[word] ?? null);
}

export function cycloneDxJustification(word: string | null): string | null {
  if (word === null) return null;
  return CYCLONEDX_WORDS.has(word) ? word : (CYCLONEDX[word] ?? null);
}
