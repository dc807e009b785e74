import { oneOf, withParameters, type SearchParameters } from '@/lib/url/search-parameters';

const PROJECT_STATES = ['active', 'archived'] as const;

export type ProjectState = (typeof PROJECT_STATES)[number];

/** What the address of the projects asks for. */
export interface ProjectsQuery {
  readonly q: string | undefined;
  readonly state: ProjectState;
}

/** Active projects; archived ones are one click away. */
const DEFAULT_STATE: ProjectState = 'active';

export function parseProjectsQuery(parameters: SearchParameters): ProjectsQuery {
  const state = oneOf(parameters, 'state');
  return { q: oneOf(parameters, 'q'), state: PROJECT_STATES.find((known) => known === state) ?? DEFAULT_STATE };
}

/** As the API takes it. */
export function projectsParameters({ q, state }: ProjectsQuery) {
  return { state, ...(q === undefined ? {} : { q }) };
}

export function projectsHref({ q, state }: ProjectsQuery): string {
  return withParameters('/projects', { q, state: state === DEFAULT_STATE ? undefined : state });
}
