import type { RequestContext } from '../access/request-context.js';
import { asPerson, auditBody, LOCAL_ADMINISTRATOR, SYSTEM } from './audit-event.js';

const CONTEXT: RequestContext = { principal: null, ip: '192.0.2.1', userAgent: 'curl/8', requestId: 'r1' };
const NOTE = { action: 'thing.done', target: { kind: 'thing', id: '7', name: 'seven' } } as const;

describe('auditBody', () => {
  const read = (...args: Parameters<typeof auditBody>): unknown => JSON.parse(auditBody(...args));

  it('says who did what to what, from where, and what changed', () => {
    expect(read(CONTEXT, { ...NOTE, before: { a: 1 }, after: { a: 2 } })).toEqual({
      action: 'thing.done',
      actor: { kind: 'anonymous', id: null, name: 'anonymous' },
      target: { kind: 'thing', id: '7', name: 'seven' },
      before: { a: 1 },
      after: { a: 2 },
      ip: '192.0.2.1',
      userAgent: 'curl/8',
      requestId: 'r1',
    });
  });

  it('names whom the request itself makes known, as a sign-in does', () => {
    expect(read(asPerson(CONTEXT, { id: 3, email: 'ada@example.org' }), NOTE)).toMatchObject({
      actor: { kind: 'person', id: '3', name: 'ada@example.org' },
      ip: '192.0.2.1',
    });
  });

  it.each([
    [LOCAL_ADMINISTRATOR, 'local'],
    [SYSTEM, 'system'],
  ] as const)('has no address for what happens on the machine', (source, kind) => {
    expect(read(source, NOTE)).toMatchObject({ actor: { kind }, ip: null, userAgent: null, requestId: null });
  });

  it('is text that PostgreSQL takes, whatever a name is made of', () => {
    const body = auditBody(CONTEXT, { ...NOTE, target: { kind: 'thing', id: null, name: 'a\0b\uD800c' } });
    expect(body).toContain('"a\uFFFDb\uFFFDc"');
    expect(body).not.toMatch(/\\u0000|\\ud800/i);
  });

  it('cuts names that no index could hold, and keeps what changed whole', () => {
    const name = 'é'.repeat(100_000);
    const event = read(CONTEXT, { ...NOTE, target: { kind: 'thing', id: null, name }, after: { name } });
    expect(event).toMatchObject({ target: { name: `${'é'.repeat(500)}…` }, after: { name } });
  });

  it('is one line', () => {
    expect(auditBody(CONTEXT, { ...NOTE, after: { text: 'one\r\ntwo' } })).not.toMatch(/[\r\n]/);
  });
});
