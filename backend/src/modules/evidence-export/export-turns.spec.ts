import type { Principal } from '../access/principal.js';
import { ExportTurns } from './export-turns.js';

const token = (tokenId: number, accountId: number | null = null): Principal => ({
  kind: 'token',
  tokenId,
  name: 'a spec',
  projectId: null,
  permissions: new Set(),
  owner: accountId === null ? null : { accountId, email: 'ada@acme.example', grants: [] },
  trustRule: null,
  claims: null,
});

describe('ExportTurns', () => {
  it('gives a caller two at once, by whichever of their tokens, and another when one has ended', () => {
    const turns = new ExportTurns();
    const end = turns.begin(token(1, 7));
    turns.begin(token(2, 7));
    expect(() => turns.begin(token(3, 7))).toThrow('You are downloading 2 archives');
    end();
    end();
    turns.begin(token(3, 7));
    expect(() => turns.begin(token(3, 7))).toThrow(
      expect.objectContaining({ status: 429, headers: { 'Retry-After': '30' } }),
    );
  });

  it('gives all callers six at once', () => {
    const turns = new ExportTurns();
    const ends = Array.from({ length: 6 }, (_, number) => turns.begin(token(number)));
    expect(() => turns.begin(token(6))).toThrow(
      expect.objectContaining({ status: 503, headers: { 'Retry-After': '30' } }),
    );
    ends[0]?.();
    turns.begin(token(6));
  });
});
