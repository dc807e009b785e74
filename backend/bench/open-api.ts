import { readFile } from 'node:fs/promises';

/** What the benchmark reads in the API's description of itself. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, { readonly get?: Operation }>>;
}

export interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly security: readonly object[];
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: { readonly enum?: readonly string[] };
}

export async function openApi(): Promise<OpenApi> {
  return JSON.parse(await readFile(new URL('../openapi.json', import.meta.url), 'utf8')) as OpenApi;
}
