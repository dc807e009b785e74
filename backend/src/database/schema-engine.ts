import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

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
  const { factory, disposeAll } = migrationAdapterFactory(databaseUrl);
  const engine = await bindings.SchemaEngine.new(
    { datamodels: undefined },
    ignoreLogLine,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  return {
    engine,
    async close() {
      engine.free();
      await disposeAll();
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
    bindings.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start();
  })();
  return instantiated;
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

/**
 * The adapter's own executeScript cuts a script at every semicolon and runs each piece by itself,
 * so a failure leaves half a migration behind and a function body cannot be written at all. Sent as
 * one simple query, PostgreSQL runs the script in one transaction: all of it, or none.
 */
function migrationAdapterFactory(databaseUrl: string): { factory: PrismaPg; disposeAll(): Promise<void> } {
  const factory = new PrismaPg({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    application_name: 'plimsoll migrate',
    // A migration may run long, but while it waits for a table everything else queues behind it.
    options: '-c statement_timeout=0 -c lock_timeout=20s',
  });
  const adapters: { dispose(): Promise<void> }[] = [];
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    adapters.push(adapter);
    adapter.executeScript = async (sql) => {
      await adapter.executeRaw({ sql, args: [], argTypes: [] });
    };
    return adapter;
  };
  return {
    factory,
    async disposeAll() {
      await Promise.all(adapters.map((adapter) => adapter.dispose()));
    },
  };
}
