import { type Deployment, problemsOf } from './deployment.js';
import { tablesOf } from './deployment-tables.js';
import type { VariableRow } from './variable-row.js';

const row = (...names: string[]): VariableRow => ({
  names,
  required: 'no',
  default: '',
  isSecret: false,
  example: '',
  purpose: 'Purpose.',
});

/** One in which everything fits. */
const DEPLOYMENT: Deployment = {
  declared: {
    backend: [row('KEY', 'KEY_FILE'), row('LEVEL')],
    migrate: [row('KEY', 'KEY_FILE')],
    frontend: [row('API')],
  },
  described: { compose: [row('PORT')], launcher: [row('FOLDER')], gateway: [row('SERVES')] },
  compose: {
    interpolated: [
      { name: 'PORT', file: 'docker-compose.stage.yml', default: '80' },
      { name: 'PORT', file: 'docker-compose.prod.yml', default: '443' },
      { name: 'LEVEL', file: 'docker-compose.yml', default: 'info' },
    ],
    inContainers: [
      { service: 'backend', name: 'LEVEL', file: 'docker-compose.yml' },
      { service: 'backend', name: 'KEY_FILE', file: 'docker-compose.prod.yml' },
      { service: 'gateway', name: 'SERVES', file: 'docker-compose.prod.yml' },
    ],
  },
  images: { frontend: new Map([['API', 'http://backend']]) },
  sources: [
    { file: 'backend/src/launcher/launch.ts', reads: ['FOLDER', 'KEY_FILE', 'PATH'] },
    { file: 'gateway/start.sh', reads: ['SERVES'] },
  ],
};

describe('problemsOf', () => {
  it('finds none where everything fits', () => {
    expect(problemsOf(DEPLOYMENT)).toEqual([]);
  });

  it('names what a source reads and no table has', () => {
    const sources = [...DEPLOYMENT.sources, { file: 'backend/src/main.ts', reads: ['API', 'HIDDEN_FILE'] }];
    expect(problemsOf({ ...DEPLOYMENT, sources })).toEqual([
      expect.stringMatching(/^backend\/src\/main\.ts reads API, which no table has/),
      expect.stringMatching(/^backend\/src\/main\.ts reads HIDDEN_FILE, which no table has/),
    ]);
    const elsewhere = [...DEPLOYMENT.sources, { file: 'tools/a.ts', reads: [] }];
    expect(problemsOf({ ...DEPLOYMENT, sources: elsewhere })).toEqual(['tools/a.ts belongs to no service']);
  });

  it('names what compose files and images set for a service that does not read it', () => {
    const compose = {
      ...DEPLOYMENT.compose,
      inContainers: [
        ...DEPLOYMENT.compose.inContainers,
        { service: 'migrate', name: 'LEVEL', file: 'docker-compose.yml' },
        { service: 'cache', name: 'SIZE', file: 'docker-compose.yml' },
      ],
    };
    const images = { frontend: new Map([['OLD', '1']]) };
    expect(problemsOf({ ...DEPLOYMENT, compose, images })).toEqual([
      'docker-compose.yml sets LEVEL for migrate, which nothing reads',
      'docker-compose.yml has the service cache, which no table is for',
      'the image of frontend sets OLD for frontend, which nothing reads',
    ]);
  });

  it('names what the compose files take and nobody describes', () => {
    const interpolated = [...DEPLOYMENT.compose.interpolated, { name: 'NEW', file: 'docker-compose.yml', default: '' }];
    expect(problemsOf({ ...DEPLOYMENT, compose: { ...DEPLOYMENT.compose, interpolated } })).toEqual([
      'the compose files take NEW, which deploy/variables.yml does not describe under compose',
    ]);
  });

  it('names what is described and read no more', () => {
    const described = { ...DEPLOYMENT.described, compose: [row('PORT'), row('GONE')], postgres: [row('LOST')] };
    expect(problemsOf({ ...DEPLOYMENT, described })).toEqual([
      'deploy/variables.yml describes GONE under compose, which nothing reads',
      'deploy/variables.yml describes LOST under postgres, which nothing reads',
    ]);
  });
});

describe('tablesOf', () => {
  const rowsIn = (title: string) => tablesOf(DEPLOYMENT).find((table) => table.title.startsWith(title))?.rows ?? [];

  it('shows the default of each environment where they differ', () => {
    expect(rowsIn('Compose files').map((each) => [each.names[0], each.default])).toEqual([
      ['LEVEL', 'info'],
      ['PORT', '80 in stage; 443 in prod'],
    ]);
  });

  it('says what is set already, and where', () => {
    expect(rowsIn('backend').map(({ purpose }) => purpose)).toEqual([
      'Purpose. Set by the compose files in prod.',
      'Purpose. Set by the compose files.',
    ]);
    expect(rowsIn('frontend')[0]?.purpose).toBe('Purpose. The image sets http://backend.');
  });
});
