import { oneOf, withParameters, type SearchParameters } from '@/lib/url/search-parameters';

/** What the address of the fleet's base images asks for. */
export interface BaseQuery {
  /** Which verdicts are meant. */
  readonly environment: string;
  readonly project: string | undefined;
}

export function parseBaseQuery(parameters: SearchParameters): Partial<BaseQuery> {
  const [environment, project] = [oneOf(parameters, 'environment'), oneOf(parameters, 'project')];
  return { ...(environment !== undefined && { environment }), project };
}

/** Without an environment the strictest one is meant; null where the policy has none. */
export function baseQueryFor(
  { environment, project }: Partial<BaseQuery>,
  environments: readonly string[],
): BaseQuery | null {
  const meant = environment ?? environments.at(-1);
  return meant === undefined ? null : { environment: meant, project };
}

export function basesHref({ environment, project }: BaseQuery): string {
  return withParameters('/base-images', { environment, project });
}

/** As the API takes it. */
export function baseParameters({ environment, project }: BaseQuery) {
  return { environment, ...(project === undefined ? {} : { project }) };
}
