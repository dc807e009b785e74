import type { Receipt, Seed } from './reports.ts';

/** Has the API know that an artifact runs somewhere. */
export async function recordDeployment(
  apiUrl: string,
  token: string,
  { image, digest }: Pick<Receipt, 'image' | 'digest'>,
  environment: string,
  project = 'default',
): Promise<void> {
  const response = await fetch(`${apiUrl}/api/v1/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ image, digest, environment, project, tag: environment, source: 'browser tests' }),
  });
  if (!response.ok) throw new Error(`${image} in ${environment}: ${response.status} ${await response.text()}`);
}

/** One image everywhere, one where it may not run, and one with a name that is longer than anybody likes. */
export async function seedDeployments(apiUrl: string, token: string, seed: Seed): Promise<void> {
  for (const environment of ['dev', 'stage', 'prod']) {
    await recordDeployment(apiUrl, token, seed.clientGrype, environment);
  }
  await recordDeployment(apiUrl, token, seed.python, 'prod');
  await recordDeployment(apiUrl, token, seed.sbom, 'dev');
}
