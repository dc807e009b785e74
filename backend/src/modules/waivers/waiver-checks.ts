import type { Principal } from '../access/principal.js';
import { accountOf, emailOf } from './waiver-people.js';
import {
  ApproverUnknownError,
  OwnWaiverError,
  WaiverChangedError,
  WaiverClosedError,
  WaiverOfFileError,
} from './waivers.errors.js';
import type { HeldWaiver } from './waivers.repository.js';

/** A person who answers for an approval, be it by a token of theirs. */
export interface Approver {
  readonly accountId: number;
  readonly email: string;
}

/** Throws ApproverUnknownError. */
export function approverOf(principal: Principal): Approver {
  const [accountId, email] = [accountOf(principal), emailOf(principal)];
  if (accountId === null || email === null) throw new ApproverUnknownError();
  return { accountId, email };
}

/** One of the server's that can still be edited, approved or rejected. */
export function checkOpen(waiver: HeldWaiver): void {
  checkOfServer(waiver);
  if (waiver.state !== 'requested' && waiver.state !== 'approved')
    throw new WaiverClosedError(waiver.name, waiver.state);
  if (waiver.isOver) throw new WaiverClosedError(waiver.name, 'over');
}

/** What was read is what is there. */
export function checkRevision(waiver: HeldWaiver, revision: string): void {
  if (waiver.revision !== revision) throw new WaiverChangedError(waiver.name, waiver.revision);
}

/** `needed`: how many approvals the policy asks for. */
export function checkApproval(waiver: HeldWaiver, { accountId }: Approver, revision: string, needed: number): void {
  checkOpen(waiver);
  checkRevision(waiver, revision);
  if (waiver.accountId === accountId && (needed > 0 || waiver.state === 'approved')) throw new OwnWaiverError();
}

export function checkRejection(waiver: HeldWaiver): void {
  checkOpen(waiver);
  if (waiver.state === 'approved') throw new WaiverClosedError(waiver.name, waiver.state);
}

/** One that is revoked stays so, and is no reason to refuse. */
export function checkRevocation(waiver: HeldWaiver): void {
  checkOfServer(waiver);
  if (waiver.state !== 'approved' && waiver.state !== 'revoked') throw new WaiverClosedError(waiver.name, waiver.state);
}

export function checkRenewal(waiver: HeldWaiver): void {
  checkOfServer(waiver);
  if (waiver.state === 'rejected' || (waiver.state === 'requested' && !waiver.isOver))
    throw new WaiverClosedError(waiver.name, waiver.state);
}

function checkOfServer({ source, name, origin }: HeldWaiver): void {
  if (source === 'file') throw new WaiverOfFileError(name, origin);
}
