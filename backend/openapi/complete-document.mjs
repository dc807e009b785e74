// What the types of controllers and DTOs cannot say: bodies that are streams or ready-made text,
// the answers in case of error, and the statuses that a service chooses.

const BAD_INPUT = ['400', 'The parameters break their rules; `issues` names each.'];
const PROBLEMS = {
  reportsReceive: [
    ['400', 'The parameters, the body or its encoding break their rules; `issues` says where.'],
    ['408', 'The body did not arrive in time.'],
    ['413', 'The body is larger than the limit, as sent or as decoded.'],
    ['415', 'The body is a form with files (multipart), or its Content-Encoding is not known.'],
    ['422', 'The report cannot be taken in; `issues` has JSON pointers into it.'],
  ],
  gateDecide: [BAD_INPUT, ['404', 'The image, the artifact, the tag or the environment is not known.']],
  gateGet: [['404', 'No such verdict.']],
  imagesList: [BAD_INPUT],
  artifactsList: [BAD_INPUT],
  artifactsGet: [BAD_INPUT, ['404', 'No such artifact.']],
  findingsList: [BAD_INPUT, ['404', 'No such artifact.']],
  findingsGet: [BAD_INPUT, ['404', 'No such artifact, or no such finding in it.']],
  componentsList: [BAD_INPUT, ['404', 'No such artifact.']],
  scansReadReport: [BAD_INPUT, ['404', 'No such scan.']],
};

/** Identifiers are text in JSON, so that no client does arithmetic on them. */
const ROW_ID = { type: 'string', pattern: '^[1-9][0-9]{0,9}$' };

/** What TypeScript calls a number and is a whole one. */
const INTEGERS =
  /Count$|^(reportBytes|sizeBytes|critical|high|medium|low|unknown|match|secret|misconfiguration|licence|fixable|components|number|order|status|line|column|startLine)$/;

const REPORT_BODY = { schema: { type: 'string', format: 'binary' } };
const REPORT_TYPES = [
  'application/json',
  'application/sarif+json',
  'application/vnd.cyclonedx+json',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
];

export function completeDocument(document) {
  document.info.description =
    'Reports of scanners in, verdicts out: may this image ship to this environment? ' +
    'Errors are problem details (RFC 9457). Lists page by key: send `nextCursor` back as `cursor`.';
  document.servers = [{ url: '/' }];
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  for (const operation of operations) {
    for (const parameter of operation.parameters) {
      if (parameter.schema?.default !== undefined) parameter.required = false;
      if (parameter.schema?.type === 'array') Object.assign(parameter, { style: 'form', explode: false });
      if (parameter.in === 'path' && ['id', 'artifactId'].includes(parameter.name)) parameter.schema = ROW_ID;
    }
    const problems = [...(PROBLEMS[operation.operationId] ?? []), ['default', 'Any other error.']];
    for (const [status, description] of problems) operation.responses[status] = problem(description);
  }
  const byId = Object.fromEntries(operations.map((operation) => [operation.operationId, operation]));
  completeReports(byId.reportsReceive);
  answerWith(byId.gateDecide, 'The verdict.', 'application/json', { $ref: '#/components/schemas/Verdict' });
  answerWith(byId.gateGet, 'The verdict.', 'application/json', { $ref: '#/components/schemas/Verdict' });
  answerWith(byId.scansReadReport, 'The report as received.', 'application/json', REPORT_BODY.schema);
  visit(document, settle);
  return document;
}

function completeReports(operation) {
  operation.requestBody = {
    description:
      'The report as the scanner wrote it: Trivy JSON, CycloneDX JSON, Grype JSON or SARIF. ' +
      'May be sent with Content-Encoding gzip, br, deflate or zstd.',
    required: true,
    content: Object.fromEntries(REPORT_TYPES.map((type) => [type, REPORT_BODY])),
  };
  const taken = operation.responses['201'];
  operation.responses = {
    ...operation.responses,
    200: { ...taken, description: 'These bytes were taken in for this artifact before; nothing changed.' },
    201: { ...taken, description: 'Taken in.' },
  };
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
  if (value.description === '') value.description = 'As asked.';
  if (value.type === 'number' && INTEGERS.test(key)) value.type = 'integer';
}

function visit(node, change, key = '') {
  if (node === null || typeof node !== 'object') return;
  change(key, node);
  for (const [name, inner] of Object.entries(node)) visit(inner, change, name);
}
