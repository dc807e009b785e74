// @ts-nocheck: an OpenAPI document is JSON of every shape.
// What the types of controllers and DTOs cannot say: bodies that are streams or ready-made text,
// the answers in case of error, and the statuses that a service chooses.

const BAD_INPUT = ['400', 'The parameters or the body break their rules; `issues` names each.'];
const MISSING = ['404', 'There is no such thing, or you have no role in its project.'];
/** What an operation answers besides what follows from its parameters and from who may call it. */
const PROBLEMS = {
  reportsReceive: [
    ['400', 'The parameters, the body or its encoding break their rules; `issues` says where.'],
    ['404', 'There is no such project, or you have no role in it.'],
    ['408', 'The body did not arrive in time.'],
    ['413', 'The body is larger than the limit, as sent or as decoded.'],
    ['415', 'The body is a form with files (multipart), or its Content-Encoding is not known.'],
    ['422', 'The report is not accepted; `issues` has JSON pointers into it.'],
  ],
  gateDecide: [['404', 'The image, the artifact, the tag or the environment is not known.']],
  deploymentsRecord: [['404', 'The image, the artifact or the environment is not known.']],
  deploymentsEnd: [['404', 'No such deployment.']],
  changesFollow: [
    ['406', 'The request does not accept `text/event-stream`.'],
    ['429', 'You have too many streams open; `Retry-After` says how long to wait.'],
    ['503', 'The server can open no more streams, or is about to stop.'],
  ],
  artifactsExport: [['422', 'More than 100,000 rows match.']],
  fleetUpgradesFind: [['404', 'The policy has no such environment.']],
  imagesExport: [['422', 'More than 100,000 rows match.']],
  artifactsGet: [['404', 'No such artifact.']],
  findingsList: [['404', 'No such artifact.']],
  findingsGet: [['404', 'No such artifact, or no such finding in it.']],
  componentsList: [['404', 'No such artifact.']],
  scansReadReport: [['404', 'No such scan.']],
  setupComplete: [
    ['404', 'The link is not valid.'],
    ['409', 'There is an account already.'],
    ['422', 'The password is not accepted; `issues` has the reasons.'],
  ],
  linksCheck: [['404', 'The link is not valid.']],
  linksSetPassword: [
    ['404', 'The link is not valid.'],
    ['422', 'The password is not accepted; `issues` has the reasons.'],
  ],
  ownAccountChangePassword: [
    ['422', 'The new password is not accepted; `issues` has the reasons.'],
    ['429', 'Too many wrong passwords; `Retry-After` says how long to wait.'],
  ],
  accountsInvite: [
    ['404', 'No such project, or you cannot grant roles in it.'],
    ['409', 'There is an account with this email address.'],
  ],
  accountsChange: [['409', 'This is the last administrator.']],
  accountsCreateResetLink: [['409', 'The account is disabled.']],
  roleGrantsGrant: [
    ['404', 'No such account, or no such project, or you cannot grant roles in it.'],
    ['409', 'The person has the role already.'],
  ],
  roleGrantsRemove: [['409', 'This is the last administrator, or the role follows from a group of the provider.']],
  policySave: [
    ['409', 'Another version is active than the one that this replaces.'],
    ['422', 'The policy has errors; `issues` says where.'],
  ],
};

const EVENTS =
  'Server-sent events, requested with `Accept: text/event-stream`. `ready` comes first: changes from then on are sent. `change` has ' +
  '`{changes: [{kind, artifactId}]}` with the kinds `report`, `verdict`, `deployment`, `waiver` and `policy`; `artifactId` is null if it can be ' +
  'any. `end` has `{reason}`: `session` (no longer signed in, or not for this), `time` (open another) or `stopping` (try again). A line with ' +
  'a colon alone comes every 20 seconds.';

/** How a caller shows who they are. Over plain http on this machine the cookie has no `__Host-`. */
const SECURITY_SCHEMES = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-plimsoll_session',
    description:
      'A person who signed in. What changes something must come from the console: its `Origin`, or ' +
      '`Sec-Fetch-Site: same-origin`. On plain http on this machine the cookie is `plimsoll_session`.',
  },
  token: { type: 'http', scheme: 'bearer', bearerFormat: 'plm_…', description: 'An API token, for machines.' },
};

/** Identifiers are text in JSON, so that no client does arithmetic on them. */
const ROW_ID = { type: 'string', pattern: '^[1-9][0-9]{0,9}$' };

/** Path parameters that name a row. */
const ROW_NAMES = new Set(['id', 'artifactId', 'imageId']);

/** What TypeScript calls a number and is a whole one. */
const INTEGERS =
  /Count$|^(reportBytes|sizeBytes|critical|high|medium|low|unknown|pass|fail|pending|images|failing|looked|tooLarge|match|secret|misconfiguration|licence|fixable|components|number|order|status|line|column|startLine)$/;

const REPORT_BODY = { schema: { type: 'string', format: 'binary' } };
const REPORT_TYPES = [
  'application/json',
  'application/sarif+json',
  'application/vnd.cyclonedx+json',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
];

/** `routes` are those of RouteInventory. `isForTokens` tells whether a permission can be given to an API token. */
export function completeDocument(document, routes, isForTokens) {
  document.info.description =
    'Takes in scanner reports and answers with verdicts: can this image ship to this environment? ' +
    'Errors are problem details (RFC 9457). Lists page by key: send `nextCursor` back as `cursor`.';
  document.servers = [{ url: '/' }];
  document.components.securitySchemes = SECURITY_SCHEMES;
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  for (const operation of operations) {
    for (const parameter of operation.parameters) {
      if (parameter.schema?.default !== undefined) parameter.required = false;
      if (parameter.schema?.type === 'array') Object.assign(parameter, { style: 'form', explode: false });
      if (parameter.in === 'path' && ROW_NAMES.has(parameter.name)) parameter.schema = ROW_ID;
    }
    for (const [status, description] of problemsOf(operation)) operation.responses[status] = problem(description);
  }
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    completeAccess(document.paths[path][route.method.toLowerCase()], route, isForTokens);
  }
  const byId = Object.fromEntries(operations.map((operation) => [operation.operationId, operation]));
  completeReports(byId.reportsReceive);
  answerNewOrKnown(byId.deploymentsRecord, 'Recorded.', 'This is what runs there already; nothing changed.');
  answerWith(byId.gateDecide, 'The verdict.', 'application/json', { $ref: '#/components/schemas/Verdict' });
  answerWith(byId.gateGet, 'The verdict.', 'application/json', { $ref: '#/components/schemas/Verdict' });
  answerWith(byId.scansReadReport, 'The report as received.', 'application/json', REPORT_BODY.schema);
  answerWith(byId.metricsRead, 'Prometheus text format.', 'text/plain', { type: 'string' });
  answerWith(byId.openApiRead, 'An OpenAPI document.', 'application/json', { type: 'object' });
  answerWith(byId.changesFollow, EVENTS, 'text/event-stream', { type: 'string' });
  answerWith(byId.auditEventsExport, 'The events.', 'application/x-ndjson', { type: 'string' });
  byId.auditEventsExport.responses['200'].content['text/csv'] = { schema: { type: 'string' } };
  for (const [operation, item] of [
    [byId.artifactsExport, 'ArtifactSummary'],
    [byId.imagesExport, 'ImageSummary'],
  ]) {
    const items = { $ref: `#/components/schemas/${item}` };
    answerWith(operation, 'The list, as a file.', 'application/json', { type: 'array', items });
    operation.responses['200'].content['text/csv'] = { schema: { type: 'string' } };
  }
  byId.metricsRead.description += ' Not from the networks of METRICS_NETWORKS, which need not sign in.';
  visit(document, settle);
  // In an order that does not depend on that of the modules.
  document.paths = sorted(document.paths);
  document.components.schemas = sorted(document.components.schemas);
  return document;
}

function problemsOf({ operationId, parameters, requestBody }) {
  const isInPath = parameters.some((parameter) => parameter.in === 'path');
  return [
    ...(parameters.length > 0 || requestBody ? [BAD_INPUT] : []),
    ...(isInPath ? [MISSING] : []),
    ...(PROBLEMS[operationId] ?? []),
    ['default', 'Any other error.'],
  ];
}

/** Who may call it, in words and for programs. */
function completeAccess(operation, { access, needsStepUp }, isForTokens) {
  const isForMachines = access.for === 'signed-in' || (access.for === 'permission' && isForTokens(access.permission));
  operation.security =
    access.for === 'everybody' ? [] : [{ session: [] }, ...(isForMachines && !needsStepUp ? [{ token: [] }] : [])];
  operation.description = [operation.description, ...wordsOf(access, needsStepUp)].filter(Boolean).join(' ');
  if (access.for === 'everybody') return;
  operation.responses['401'] ??= problem('Not signed in, or the token is not valid.');
  if (access.for !== 'signed-in') {
    operation.responses['403'] ??= problem('Permission denied, or the sign-in is not complete.');
  }
}

function wordsOf(access, needsStepUp) {
  const who = {
    everybody: () => 'No sign-in needed.',
    'signed-in': () => 'Needs a sign-in or a token.',
    person: ({ stages }) => (stages.includes('full') ? 'For people, about their own account.' : 'Part of signing in.'),
    permission: ({ permission }) => `Needs the permission \`${permission}\`.`,
  };
  return [who[access.for](access), needsStepUp && 'Needs a step-up within the last five minutes.'];
}

function completeReports(operation) {
  operation.requestBody = {
    description:
      'The report as the scanner wrote it: Trivy JSON, CycloneDX JSON, Grype JSON or SARIF. ' +
      'May be sent with Content-Encoding gzip, br, deflate or zstd.',
    required: true,
    content: Object.fromEntries(REPORT_TYPES.map((type) => [type, REPORT_BODY])),
  };
  answerNewOrKnown(operation, 'Received.', 'These bytes were already received for this artifact. Nothing changed.');
}

/** 201 for what is new, and 200 with the same for what was there. */
function answerNewOrKnown(operation, whenNew, whenKnown) {
  const answer = operation.responses['201'];
  operation.responses = {
    ...operation.responses,
    200: { ...answer, description: whenKnown },
    201: { ...answer, description: whenNew },
  };
}

function sorted(members) {
  return Object.fromEntries(Object.entries(members).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function answerWith(operation, description, type, schema) {
  operation.responses['200'] = { description, content: { [type]: { schema } } };
}

function problem(description) {
  return {
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } } },
  };
}

/** The compiler orders the members of a union as it meets them; the document must not depend on that. */
function settle(key, value) {
  if (Array.isArray(value.enum)) value.enum.sort();
  if (key === 'total')
    Object.assign(value, { type: undefined, oneOf: [{ type: 'integer' }, { type: 'string', enum: ['10 000+'] }] });
  if (value.description === '') value.description = 'Success.';
  if (value.type === 'number' && INTEGERS.test(key)) value.type = 'integer';
}

function visit(node, change, key = '') {
  if (node === null || typeof node !== 'object') return;
  change(key, node);
  for (const [name, inner] of Object.entries(node)) visit(inner, change, name);
}
