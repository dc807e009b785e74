import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
await import('./bench.ts');
