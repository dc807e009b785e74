import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
export const { bench } = await import('./bench.ts');
