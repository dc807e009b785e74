import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { schemaEngineAdapter } from './schema-engine-adapter.js';

/** The part of the global that is used here: Node's types leave it to the DOM's, which are not loaded. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, Record<string, unknown>>,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

export interface OpenSchemaEngine {
  engine: SchemaEngine;
  /** Ends its connections, and with them the advisory lock that it takes for itself. */
  close(): Promise<void>;
}

/**
 * Prisma's schema engine as WebAssembly, talking through the pg driver: migrations without the
 * native engine, which would have to be downloaded.
 */
export async function openSchemaEngine(databaseUrl: string): Promise<OpenSchemaEngine> {
  await instantiateOnce();
  const { factory, pool } = schemaEngineAdapter(databaseUrl);
  const engine = await bindings.SchemaEngine.new(
    { datamodels: undefined },
    ignoreLogLine,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  return {
    engine,
    async close() {
      engine.free();
      await pool.end();
    },
  };
}

let instantiated: Promise<void> | undefined;

/** The package's own entry imports a .wasm file, which Node refuses, so it is put together here. */
function instantiateOnce(): Promise<void> {
  instantiated ??= (async () => {
    const wasmFile = createRequire(import.meta.url)
      .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
      .replace(/\.js$/, '.wasm');
    const { instance } = await WebAssembly.instantiate(await readFile(wasmFile), {
      './schema_engine_bg.js': engineImports(),
    });
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: failEngine } });
    bindings.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start();
  })();
  return instantiated;
}

/** The engine calls this as its last act when it fails from within. */
function failEngine(message: string): never {
  throw new Error(`Prisma's schema engine failed: ${message}`);
}

/** The engine arms a timer for its lock and never disarms it; that must not keep a finished process waiting. */
function engineImports(): Record<string, unknown> {
  const imports: Record<string, unknown> = { ...bindings };
  const name = Object.keys(bindings).find((key) => key.startsWith('__wbg_setTimeout_'));
  if (name !== undefined) {
    imports[name] = (callback: () => void, delayMs: number) => setTimeout(callback, delayMs).unref();
  }
  return imports;
}

function ignoreLogLine(): void {
  // The engine narrates in JSON lines; what matters arrives as a result or as an error.
}
