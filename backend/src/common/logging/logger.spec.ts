import { REALM_OF_SOURCES } from '../../../test/factories/realms.js';
import { createLogger } from './logger.js';

const { Error } = REALM_OF_SOURCES;

describe('createLogger', () => {
  async function logged(entry: object): Promise<string> {
    const lines: string[] = [];
    const logger = await createLogger('info', { write: (line) => void lines.push(line) });
    logger.info(entry, 'said');
    return lines.join('');
  }

  it('writes a JSON object a line, with the level as a word and the time as ISO 8601', async () => {
    const line = await logged({ artifacts: 3 });
    expect(line.endsWith('\n')).toBe(true);
    expect(JSON.parse(line)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      artifacts: 3,
      msg: 'said',
    });
  });

  it('blots out what authenticates, should somebody log it', async () => {
    const line = await logged({
      authorization: 'Bearer plm_hunter2',
      headers: { authorization: 'Bearer plm_hunter2', cookie: 'session=hunter2' },
      req: { headers: { cookie: 'session=hunter2' } },
      options: { password: 'hunter2', connectionString: 'postgresql://u:hunter2@h/d' },
    });
    expect(line).not.toContain('hunter2');
    expect(line).toContain('[redacted]');
  });

  it('tells an error and its causes, and none of the parameters that a query had', async () => {
    const error = Object.assign(new Error('duplicate key', { cause: new Error('lost connection') }), {
      code: '23505',
      parameters: ['hunter2'],
      detail: 'Key (slug)=(hunter2) already exists.',
    });
    const { err } = JSON.parse(await logged({ err: error }));
    expect(err).toMatchObject({ message: 'duplicate key', code: '23505', cause: { message: 'lost connection' } });
    expect(JSON.stringify(err)).not.toContain('hunter2');
  });
});
