import type { Permission } from '@/lib/api/types';

/** What an API token can be given, and what that is for. The API refuses every other permission to tokens. */
export const TOKEN_PERMISSIONS = [
  ['report:write', 'Send reports: what a pipeline does after a scan'],
  ['gate:read', 'Ask whether an image can ship'],
  ['deployment:write', 'Record what runs where: what a pipeline does after a deployment'],
  ['waiver:read', 'Read waivers'],
  ['waiver:request', 'Request waivers'],
  ['waiver:approve', 'Approve, reject and revoke waivers in your name'],
  ['waiver:apply', 'Apply a file of waivers'],
  ['evidence:recall', 'Recall scans, and undo recalls'],
  ['evidence:export', 'Export the evidence of artifacts, reports included'],
  ['deployment:read', 'Read what runs where'],
  ['artifact:read', 'Read images, artifacts and findings'],
  ['report:read', 'Read reports as they were received'],
  ['policy:read', 'Read the policy'],
  ['project:read', 'List projects'],
  ['project:create', 'Create projects'],
  ['audit:read', 'Read the audit log'],
  ['metrics:read', 'Read the metrics'],
  ['job:read', 'See the background jobs'],
] as const satisfies readonly (readonly [Permission, string])[];
