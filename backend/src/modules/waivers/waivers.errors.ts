import { spellDuration, writtenDuration } from '../../core/model/duration.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { LatestEnd } from './latest-end.js';

export class WaiverNotFoundError extends DomainError {
  override readonly name = 'WaiverNotFoundError';
  readonly code = 'waiver_not_found';
  readonly status = 404;
  readonly title = 'There is no such waiver';

  constructor(id: number) {
    super(`There is no waiver ${id} that you see. GET /api/v1/waivers lists them.`);
  }
}

export class WaiverChangedError extends DomainError {
  override readonly name = 'WaiverChangedError';
  readonly code = 'waiver_changed';
  readonly status = 409;
  readonly title = 'The waiver says something else by now';

  constructor(name: string, revision: string) {
    super(
      `${name} has been edited since you read it (now revision ${revision.slice(0, 12)}). Read it again, then decide.`,
    );
  }
}

export class WaiverClosedError extends DomainError {
  override readonly name = 'WaiverClosedError';
  readonly code = 'waiver_closed';
  readonly status = 409;
  readonly title = 'The waiver is no longer open for this';

  constructor(name: string, state: string) {
    super(`${name} is ${state}. Request another one, or renew one that was approved.`);
  }
}

export class WaiverOfFileError extends DomainError {
  override readonly name = 'WaiverOfFileError';
  readonly code = 'waiver_of_file';
  readonly status = 409;
  readonly title = 'The waiver comes from a file';

  constructor(name: string, origin: string | null) {
    super(
      `${name} is kept in a file${origin === null ? '' : ` (${origin})`}. Change it there, and apply the file again.`,
    );
  }
}

export class WaiverExistsError extends DomainError {
  override readonly name = 'WaiverExistsError';
  readonly code = 'waiver_exists';
  readonly status = 409;
  readonly title = 'Another waiver says the same';

  constructor() {
    super('Another waiver of this project that is open or approved says the same already.');
  }
}

/** Whoever asks for an exception does not grant it. */
export class OwnWaiverError extends DomainError {
  override readonly name = 'OwnWaiverError';
  readonly code = 'own_waiver';
  readonly status = 403;
  readonly title = 'Somebody else must approve what you requested';

  constructor() {
    super('You requested this revision, in person or by a token of yours. It takes the approval of somebody else.');
  }
}

export class ApproverUnknownError extends DomainError {
  override readonly name = 'ApproverUnknownError';
  readonly code = 'approver_unknown';
  readonly status = 403;
  readonly title = 'A token of nobody cannot approve';

  constructor() {
    super('An approval is by a person. Approve on the web console, or with a token of your own.');
  }
}

/** Beyond its `day` the gate would not count it for anything. */
export class WaiverTooLongError extends DomainError {
  override readonly name = 'WaiverTooLongError';
  readonly code = 'waiver_too_long';
  readonly status = 422;
  readonly title = 'The policy accepts no waiver for so long';
  override readonly issues: DomainError['issues'];

  constructor({ day, longest, environment }: LatestEnd, { pointer, name }: { pointer: string; name?: string }) {
    const limit = `at most ${spellDuration(writtenDuration(longest))} after it begins (${environment})`;
    super(
      `${name ?? 'The waiver'} can count for ${limit}, and so until ${day}. Choose an earlier end, and renew it then if need be.`,
    );
    this.issues = [{ pointer, message: `must be ${day} or earlier` }];
  }
}

export class WaiverNameTakenError extends DomainError {
  override readonly name = 'WaiverNameTakenError';
  readonly code = 'waiver_name_taken';
  readonly status = 409;
  readonly title = 'Another waiver has the name';

  constructor(name: string) {
    super(
      `${name} is the name of a waiver from another file, or of other projects. Verdicts tell waivers apart by name: choose another one.`,
    );
  }
}

/** One of several waivers, and why nothing can be done to it. */
export interface RefusedWaiver {
  /** In the request, from 0. */
  readonly index: number;
  readonly id: string;
  readonly error: DomainError;
}

/** All or nothing: with one that is refused, none is changed. */
export class WaiversRefusedError extends DomainError {
  override readonly name = 'WaiversRefusedError';
  readonly code = 'waivers_refused';
  /** Of all refusals, where they have the same one. */
  readonly status: number;
  readonly title = 'Nothing was changed';
  override readonly errors: DomainError['errors'];

  constructor(refused: readonly RefusedWaiver[]) {
    super(
      `${refused.length} of the waivers cannot be changed like this, so none was. Read them again, and leave out what is refused.`,
    );
    const [status = 409, ...others] = new Set(refused.map(({ error }) => error.status));
    this.status = others.length === 0 ? status : 409;
    this.errors = refused.map(({ index, id, error }) => ({ index, id, code: error.code, detail: error.message }));
  }
}
