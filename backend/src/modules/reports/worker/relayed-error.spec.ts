import { ReportError } from '../../../core/reports/report-error.js';
import { problemOf } from '../../../common/errors/problem.js';
import { QueueTooSlowError, ReportRefusedError } from '../reports.errors.js';
import { errorOf, failureOf } from './relayed-error.js';
import { REALM_OF_SOURCES } from '../../../../test/factories/realms.js';

const { TypeError } = REALM_OF_SOURCES;

/** As it arrives in the other thread. */
function relayed(error: unknown): Error {
  return errorOf(structuredClone(failureOf(error)));
}

describe('relayed errors', () => {
  const refused = new ReportRefusedError(
    new ReportError('report_invalid', 'It is no report.', [{ pointer: '/Results/0', message: 'is missing' }]),
  );

  it.each([
    ['of a report', refused],
    ['with headers', new QueueTooSlowError(1000)],
    ['of a time-out', new DOMException('over', 'TimeoutError')],
    ['that nobody foresaw', new TypeError('undefined is no function')],
  ])('tell the sender the same: one %s', (_, error) => {
    const arrived = relayed(error);
    expect(problemOf(arrived, 'id')).toEqual(problemOf(error, 'id'));
    expect(Reflect.get(arrived, 'headers') ?? {}).toEqual(Reflect.get(error, 'headers') ?? {});
  });

  it('tell the log where they were thrown', () => {
    const error = new TypeError('undefined is no function');
    expect(relayed(error)).toMatchObject({ name: 'TypeError', message: error.message, stack: error.stack });
  });
});
