import type { Waiver, WaiverBulk } from '@/lib/api/types';

/** What can be done with several waivers at once. */
export const BULK_ACTS = ['approve', 'reject', 'revoke', 'renew'] as const satisfies WaiverBulk['action'][];

export type BulkAct = (typeof BULK_ACTS)[number];

export type WaiverAct = BulkAct | 'edit';

export const ACT_VERB: Record<WaiverAct, string> = {
  approve: 'Approve',
  reject: 'Reject',
  revoke: 'Revoke',
  renew: 'Renew',
  edit: 'Edit',
};

export interface WaiverRights {
  readonly mayApprove: boolean;
  readonly mayRequest: boolean;
}

/** What the API would refuse for its state is not offered; who may do it here, it decides. */
export function actsFor(
  { state, source, canApprove, verdictRevision }: Waiver,
  { mayApprove, mayRequest }: WaiverRights,
): WaiverAct[] {
  if (source === 'file') return [];
  const isOpen = state === 'requested' || state === 'scheduled' || state === 'in-force';
  const wasApproved = verdictRevision !== null && state !== 'revoked';
  return [
    ...(canApprove ? (['approve'] as const) : []),
    ...(mayApprove && state === 'requested' ? (['reject'] as const) : []),
    ...(mayApprove && (state === 'in-force' || state === 'scheduled') ? (['revoke'] as const) : []),
    ...(mayRequest && wasApproved ? (['renew'] as const) : []),
    ...(mayRequest && isOpen ? (['edit'] as const) : []),
  ];
}

/** What can be done with a waiver together with others. */
export function bulkActsFor(waiver: Waiver, rights: WaiverRights): BulkAct[] {
  const acts = actsFor(waiver, rights);
  return BULK_ACTS.filter((act) => acts.includes(act));
}
