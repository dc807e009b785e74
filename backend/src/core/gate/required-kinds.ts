import { type RequiredKind, REQUIRED_KINDS } from '../model/required-kind.js';
import type { WrittenSettings } from './setting.js';

/** The kinds that the policy names (`evidence.require`); without that, each that one of its rules limits. */
export function requiredKinds(settings: WrittenSettings): readonly RequiredKind[] {
  const written = settings['evidence']?.['require'] as readonly RequiredKind[] | undefined;
  return written ?? REQUIRED_KINDS.filter((kind) => settings[kind] !== undefined);
}

/** JSON schema of a list of them. */
export function kindsSchema(description: string): object {
  return {
    title: 'a list of kinds',
    description,
    type: 'array',
    minItems: 1,
    uniqueItems: true,
    items: {
      title: REQUIRED_KINDS.map((kind) => `\`${kind}\``)
        .join(', ')
        .replace(/, (?=[^,]*$)/, ' or '),
      enum: REQUIRED_KINDS,
    },
    examples: [['vulnerabilities', 'secrets']],
  };
}
