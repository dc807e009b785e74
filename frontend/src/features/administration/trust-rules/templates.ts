import type { TrustRule } from '@/lib/api/types';

/** A CI provider whose tokens can be trusted: what they look like, and how a pipeline gets one. */
export interface Template {
  readonly id: 'github' | 'gitlab' | 'other';
  readonly name: string;
  readonly issuer: string;
  /** With what has to be filled in standing in capitals. */
  readonly conditions: readonly { readonly claim: string; readonly pattern: string }[];
  readonly advice: string;
}

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';
const GITLAB_ISSUER = 'https://gitlab.com';

export const TEMPLATES: readonly Template[] = [
  {
    id: 'github',
    name: 'GitHub Actions',
    issuer: GITHUB_ISSUER,
    conditions: [
      { claim: 'repository', pattern: 'OWNER/REPOSITORY' },
      { claim: 'ref', pattern: 'refs/heads/main' },
    ],
    advice: 'Name the repository in full. Without a condition on ref or environment, every branch is trusted.',
  },
  {
    id: 'gitlab',
    name: 'GitLab CI',
    issuer: GITLAB_ISSUER,
    conditions: [
      { claim: 'project_path', pattern: 'GROUP/PROJECT' },
      { claim: 'ref_protected', pattern: 'true' },
    ],
    advice: 'On your own GitLab the issuer is its address. ref_protected keeps unprotected branches out.',
  },
  {
    id: 'other',
    name: 'Another provider',
    issuer: '',
    conditions: [{ claim: 'sub', pattern: '' }],
    advice: 'Any provider of OpenID Connect tokens works. Its documentation describes the form of sub.',
  },
];

/** The lines that make a pipeline use a rule. */
export function snippetFor(rule: Pick<TrustRule, 'issuer' | 'audience' | 'permissions'>, origin: string): string {
  const ask = rule.permissions.includes('report:write')
    ? `curl -sSf -H "Authorization: Bearer $TOKEN" --data-binary @report.json '${origin}/api/v1/reports'`
    : `curl -sSf -H "Authorization: Bearer $TOKEN" '${origin}/api/v1/gate?image=IMAGE&tag=TAG&environment=prod'`;
  const exchange = `curl -sSf --json "{\\"token\\":\\"$OIDC\\"}" '${origin}/api/v1/token-exchange' | jq -r .token`;
  if (rule.issuer === GITHUB_ISSUER) {
    return [
      'permissions:',
      '  id-token: write',
      '  contents: read',
      'steps:',
      '  - run: |',
      '      OIDC=$(curl -sSf -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\',
      `        "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=${encodeURIComponent(rule.audience)}" | jq -r .value)`,
      `      TOKEN=$(${exchange})`,
      '      echo "::add-mask::$TOKEN"',
      `      ${ask}`,
    ].join('\n');
  }
  return [
    'plimsoll:',
    '  id_tokens:',
    '    OIDC:',
    `      aud: ${rule.audience}`,
    '  script:',
    '    - |',
    `      TOKEN=$(${exchange})`,
    `      ${ask}`,
  ].join('\n');
}
