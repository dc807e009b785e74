import type { Waiver } from '../../core/model/waiver.js';

/** What of a waiver is kept as JSON: as a file has it, without its name. Instants are in UTC, to the millisecond. */
export type StoredContent = Omit<Waiver, 'id' | 'author' | 'approver'> & Partial<Pick<Waiver, 'author' | 'approver'>>;

/** A revision of a waiver that was approved. */
export interface ApprovedWaiver {
  readonly waiverId: number;
  readonly number: number;
  /** Those who had approved it. */
  readonly approvers: readonly string[];
  readonly waiver: Waiver;
}

export type ApprovedRow = {
  waiverId: number;
  number: number;
  name: string;
  content: StoredContent;
  /** Who requested it. */
  author: string;
  approvers: string[];
  /** Since when it counts; null: since ever. */
  validFrom: Date | null;
  /** By which names its advisory went when it was approved; null where that was not asked. */
  names: string[] | null;
};

/** As the core judges by it. Whom a file names outweighs who applied it. */
export function approvedWaiver({
  waiverId,
  number,
  name,
  content,
  author,
  approvers,
  validFrom,
  names,
}: ApprovedRow): ApprovedWaiver {
  const waiver = {
    author,
    approver: approvers[0] ?? null,
    approvers,
    ...content,
    id: name,
    ...(validFrom !== null && { validFrom: validFrom.toISOString() }),
    ...(names !== null && { names }),
  };
  return { waiverId, number, approvers, waiver };
}
