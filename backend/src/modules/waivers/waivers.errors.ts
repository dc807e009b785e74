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
  readonly title = 'The waiver has changed';

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
  readonly title = 'The waiver already exists';

  constructor() {
    super('This project already has an open or approved waiver that says the same.');
  }
}

/** The person who requests an exception cannot grant it. */
export class OwnWaiverError extends DomainError {
  override readonly name = 'OwnWaiverError';
  readonly code = 'own_waiver';
  readonly status = 403;
  readonly title = 'You cannot approve your own request';

  constructor() {
    super('You requested this revision, in person or with one of your tokens. Ask another person to approve it.');
  }
}

export class ApproverUnknownError extends DomainError {
  override readonly name = 'ApproverUnknownError';
  readonly code = 'approver_unknown';
  readonly status = 403;
  readonly title = 'This token cannot approve';

  constructor() {
    super('An approval needs a person. Approve in the web console, or with a token of your own.');
  }
}

/** Beyond its `day` the gate would not count it for anything. */
export class WaiverTooLongError extends DomainError {
  override readonly name = 'WaiverTooLongError';
  readonly code = 'waiver_too_long';
  readonly status = 422;
  readonly title = 'The waiver lasts too long';
  override readonly issues: DomainError['issues'];

  constructor({ day, longest, environment }: LatestEnd, { pointer, name }: { pointer: string; name?: string }) {
    const limit = `at most ${spellDuration(writtenDuration(longest))} after it begins (${environment})`;
    super(
      `${name ?? 'The waiver'} can be valid for ${limit}, so until ${day}. Choose an earlier end, and renew it when it expires.`,
    );
    this.issues = [{ pointer, message: `must be ${day} or earlier` }];
  }
}

export class WaiverNameTakenError extends DomainError {
  override readonly name = 'WaiverNameTakenError';
  readonly code = 'waiver_name_taken';
  readonly status = 409;
  readonly title = 'The waiver name is taken';

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
      `${refused.length} of the waivers cannot be changed like this, so none was changed. Read them again, and leave out the refused ones.`,
    );
    const [status = 409, ...others] = new Set(refused.map(({ error }) => error.status));
    this.status = others.length === 0 ? status : 409;
    this.errors = refused.map(({ index, id, error }) => ({ index, id, code: error.code, detail: error.message }));
  }
}
