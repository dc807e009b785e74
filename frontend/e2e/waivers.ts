import type { APIRequestContext } from '@playwright/test';
import { post } from './people.ts';

interface RequestedWaiver {
  readonly waiver: { readonly id: string; readonly revision: string };
}

/** One that waits and one in force, of an image that no report is of: no verdict rests on them. */
export async function seedWaivers(developer: APIRequestContext, security: APIRequestContext): Promise<void> {
  const content = {
    status: 'accepted',
    expiresAt: new Date(Date.now() + 20 * 86_400_000).toISOString(),
  };
  await post<RequestedWaiver>(developer, '/api/v1/waivers', {
    ...content,
    scope: { advisory: 'CVE-2022-0001', image: 'ghcr.io/acme/a-shop-with-a-name-longer-than-anybody-likes/checkout' },
    justification: 'The service listens on a socket that only the gateway reaches.',
  });
  const { waiver } = await post<RequestedWaiver>(developer, '/api/v1/waivers', {
    ...content,
    scope: {
      advisory: 'CVE-2022-0002',
      component: 'pkg:npm/%40acme/forms@1.2.3',
      image: 'ghcr.io/acme/shop',
      environments: ['stage'],
    },
    conditions: { notExploited: true, untilFixed: '14d' },
    justification: 'Input is validated before it reaches the parser.',
  });
  await post(security, `/api/v1/waivers/${waiver.id}/approve`, { revision: waiver.revision });
}
