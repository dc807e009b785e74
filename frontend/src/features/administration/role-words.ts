import type { Permission, Role } from '@/lib/api/types';

export const ROLE_MEANING: Record<Role, string> = {
  viewer: 'Sees images, findings and verdicts, and can ask the gate',
  developer: 'Sends reports and requests waivers as well, and creates tokens for pipelines',
  security: 'Writes the policy, approves waivers, records what runs where and reads the audit log',
  admin: 'Manages people, roles, tokens and how pipelines sign in',
};

export const PERMISSION_MEANING: Record<Permission, string> = {
  'artifact:read': 'See images, artifacts, findings and components',
  'gate:read': 'Ask whether an artifact can ship',
  'project:read': 'See which projects there are',
  'project:create': 'Create projects',
  'project:write': 'Rename, describe and archive projects',
  'image:move': 'Move images from one project to another',
  'deployment:read': 'See what runs where',
  'policy:read': 'Read the policy and its history',
  'report:read': 'Download reports as they were received',
  'report:write': 'Send reports',
  'vex:read': 'See VEX documents',
  'vex:write': 'Send and withdraw VEX documents',
  'deployment:write': 'Record what runs where',
  'waiver:read': 'See waivers and which verdicts use them',
  'waiver:request': 'Request waivers and edit those that wait for approval',
  'waiver:approve': 'Approve, reject and revoke waivers',
  'waiver:apply': 'Apply a file of waivers',
  'evidence:recall': 'Recall scans, and undo recalls',
  'evidence:export': 'Export the evidence of artifacts, reports included',
  'token:write': 'Create API tokens with at most your own permissions',
  'policy:write': 'Change the policy',
  'audit:read': 'Read and export the audit log',
  'metrics:read': 'Read the metrics',
  'job:read': 'See the background jobs',
  'job:run': 'Run background jobs outside their times',
  'account:read': 'See people, their factors and sessions',
  'account:write': 'Invite and disable people, reset their access, end their sessions',
  'role:read': 'See who has which role',
  'role:write': 'Grant and remove roles',
  'token:manage': 'See and revoke the tokens of others',
  'trust-rule:read': 'See which CI pipelines are trusted',
  'trust-rule:write': 'Decide which CI pipelines are trusted',
  'sso:read': 'See how single sign-on is set up',
  'sso:write': 'Map groups of the OpenID provider to roles',
};

/** "admin", "developer in shop". */
export function grantInWords({ role, project }: { readonly role: Role; readonly project: string | null }): string {
  return project === null ? role : `${role} in ${project}`;
}
