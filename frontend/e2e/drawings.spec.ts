import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

const SOURCES = join(import.meta.dirname, '..', 'src');

/**
 * The server may send a part of a long page later, and what lies inside an SVG then comes in `<svg style="display:none">`, which the
 * content security policy refuses. What a client component draws is never cut apart.
 */
test('what draws SVG is a client component', { tag: '@look' }, () => {
  const drawings = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.tsx'))
    .map((path) => ({ path, source: readFileSync(join(SOURCES, path), 'utf8') }))
    .filter(({ source }) => source.includes('<svg'));
  expect(drawings.length).toBeGreaterThan(5);
  expect(drawings.filter(({ source }) => !source.startsWith("'use client'")).map(({ path }) => path)).toEqual([]);
});
