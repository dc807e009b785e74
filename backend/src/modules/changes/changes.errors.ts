import { DomainError } from '../../common/errors/domain-error.js';

export class EventStreamOnlyError extends DomainError {
  override readonly name = 'EventStreamOnlyError';
  readonly code = 'event_stream_only';
  readonly status = 406;
  readonly title = 'Event stream only';

  constructor() {
    super('The answer goes on for as long as it is read. Ask for it with Accept: text/event-stream.');
  }
}

export class TooManyStreamsError extends DomainError {
  override readonly name = 'TooManyStreamsError';
  readonly code = 'too_many_streams';
  readonly status = 429;
  readonly title = 'Too many event streams';
  override readonly headers = { 'Retry-After': '30' };

  constructor(most: number) {
    super(`You have ${most} event streams open, which is the limit. Close one, and try again.`);
  }
}

export class StreamsBusyError extends DomainError {
  override readonly name = 'StreamsBusyError';
  readonly code = 'streams_busy';
  readonly status = 503;
  readonly title = 'Event streams are busy';
  override readonly headers = { 'Retry-After': '30' };

  constructor() {
    super('The server has as many streams open as it can serve, or is about to stop. Try again later.');
  }
}
