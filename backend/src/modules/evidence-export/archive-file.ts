import type { TarFile } from './tar.js';

export function jsonFile(name: string, at: Date, value: unknown): TarFile {
  return textFile(name, at, `${JSON.stringify(value, null, 2)}\n`);
}

export function textFile(name: string, at: Date, text: string): TarFile {
  const bytes = Buffer.from(text);
  return { name, at, sizeBytes: bytes.length, bytes };
}
