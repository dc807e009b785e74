import type { Severity, Waiver, WaiverConditions, WaiverContent, WaiverScope } from '@/lib/api/types';
import { textOf } from '@/lib/forms/use-submission';
import { dayOfEnd, instantOrDay } from './waiver-dates';

/** The members of a scope that are written as text; an empty field does not limit it. */
export const SCOPE_FIELDS = ['advisory', 'rule', 'component', 'versions', 'path', 'image', 'digest'] as const;

/** What the fields of the whole form say, of a waiver that it was filled in with. No environment chosen: every one. */
export function contentOfForm(
  fields: FormData,
  { environments, edited }: { readonly environments: readonly string[]; readonly edited: Waiver },
): WaiverContent {
  const day = textOf(fields, 'validFrom');
  const validFrom = edited.validFrom === null ? day : instantOrDay(day, edited.validFrom, dayOfBeginning);
  return {
    scope: scopeOf(fields, environments),
    status: textOf(fields, 'status') as WaiverContent['status'],
    justification: textOf(fields, 'justification').trim(),
    ...(validFrom !== '' && { validFrom }),
    expiresAt: instantOrDay(textOf(fields, 'expiresAt'), edited.expiresAt, dayOfEnd),
    conditions: conditionsOf(fields),
  };
}

/** The day that an instant lies in. */
export function dayOfBeginning(iso: string): string {
  return iso.slice(0, 10);
}

function scopeOf(fields: FormData, environments: readonly string[]): WaiverScope {
  const given = SCOPE_FIELDS.map((name) => [name, textOf(fields, name).trim()] as const).filter(
    ([, text]) => text !== '',
  );
  return { ...Object.fromEntries(given), ...(environments.length > 0 && { environments: [...environments] }) };
}

function conditionsOf(fields: FormData): WaiverConditions {
  const [untilFixed, epssBelow, severityAtMost] = ['untilFixed', 'epssBelow', 'severityAtMost'].map((name) =>
    textOf(fields, name).trim(),
  ) as [string, string, string];
  return {
    ...(untilFixed !== '' && { untilFixed }),
    ...(fields.get('notExploited') !== null && { notExploited: true }),
    ...(epssBelow !== '' && { epssBelow: Number(epssBelow) }),
    ...(severityAtMost !== '' && { severityAtMost: severityAtMost as Severity }),
  };
}
