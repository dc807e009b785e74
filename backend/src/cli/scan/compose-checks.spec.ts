import { readFileSync } from 'node:fs';
import { composeProblems } from './compose-checks.js';

const BAD = `services:
  api:
    image: api
    privileged: true
    network_mode: host
    user: "0:0"
    cap_add: [NET_BIND_SERVICE, SYS_ADMIN]
    security_opt:
      - no-new-privileges
      - seccomp:unconfined
    volumes:
      - data:/data
      - /var/run/docker.sock:/var/run/docker.sock
      - type: bind
        source: /run/containerd/containerd.sock
        target: /c.sock
`;

describe('composeProblems', () => {
  it('names each thing that takes down the wall, and its line', () => {
    expect(composeProblems(BAD).map(({ rule, line }) => `${line} ${rule}`)).toEqual([
      '4 compose-privileged',
      '5 compose-host-network',
      '13 compose-engine-socket',
      '15 compose-engine-socket',
      '7 compose-capability',
      '10 compose-unconfined',
      '6 compose-root',
    ]);
  });

  it("has nothing to say of this project's own compose files, tags and all", () => {
    for (const name of ['', '.override', '.stage', '.prod', '.security']) {
      const text = readFileSync(new URL(`../../../../docker-compose${name}.yml`, import.meta.url), 'utf8');
      expect(composeProblems(text)).toEqual([]);
    }
  });

  it.each(['', 'services:', 'services: [a]', 'a: b', '\t{', 'services: {a: null}'])(
    'takes %j for no problem',
    (text) => {
      expect(composeProblems(text)).toEqual([]);
    },
  );
});
