import { hash } from 'node:crypto';
import { asksForNothing } from '../gate/rule-book.js';
import { ShapeCheck } from './check-shape.js';
import { contradictionsOf } from './contradictions.js';
import { overlay, withoutAny } from './inherit.js';
import { laxerThanBefore } from './laxer-than-before.js';
import { nearestName } from './nearest-name.js';
import type { Settings } from '../gate/settings.js';
import type { Environment, Policy, RetentionSettings, ScanSettings } from './policy.js';
import { PolicyError, type PolicyIssue } from './policy-error.js';
import { policySchema } from './policy-schema.js';
import { inFileOrder, type JsonObject, readYaml, type YamlFile } from './read-yaml.js';

const shape = new ShapeCheck(policySchema);

/** Reads a `security-config.yml`. Throws PolicyError with everything that is wrong, and where. */
export function parsePolicy(source: string): Policy {
  const file = readYaml(source);
  refuse(shape.issuesOf(file));

  const { environments: written } = file.value as { readonly environments: Readonly<Record<string, JsonObject>> };
  const { scan, retention } = file.value as { readonly scan?: ScanSettings; readonly retention?: RetentionSettings };
  refuse(brokenAncestry(written, file));

  const environments = Object.keys(written).map((name) => resolve(name, written));
  refuse(environments.flatMap((environment) => contradictions(environment, written[environment.name] ?? {}, file)));

  return {
    version: `sha256:${hash('sha256', source, 'hex')}`,
    source,
    environments,
    warnings: laxerThanBefore(environments).map(({ name, message }) =>
      file.issueAt(['environments', name], 'key', message),
    ),
    ...(scan === undefined ? {} : { scan }),
    ...(retention === undefined ? {} : { retention }),
  };
}

function refuse(issues: readonly PolicyIssue[]): void {
  if (issues.length > 0) throw new PolicyError(inFileOrder(issues));
}

type Written = Readonly<Record<string, JsonObject>>;

function parentOf(name: string, written: Written): string | null {
  const parent = written[name]?.['extends'];
  return typeof parent === 'string' ? parent : null;
}

/** An unknown parent, or a circle of parents. */
function brokenAncestry(written: Written, file: YamlFile): PolicyIssue[] {
  const issues: PolicyIssue[] = [];
  for (const name of Object.keys(written)) {
    const parent = parentOf(name, written);
    if (parent === null) continue;
    const report = (message: string, suggestion: string | null = null): void => {
      issues.push(file.issueAt(['environments', name, 'extends'], 'value', message, suggestion));
    };
    if (parent === name) {
      report(`\`${name}\` cannot extend itself.`);
    } else if (!Object.hasOwn(written, parent)) {
      const others = Object.keys(written).filter((other) => other !== name);
      report(`There is no environment \`${parent}\`.`, nearestName(parent, others));
    } else {
      const circle = circleFrom(name, written);
      if (circle !== null) report(`Environments extend each other in a circle: ${circle.join(' → ')}.`);
    }
  }
  return issues;
}

/** The way from an environment back to itself, if there is one. */
function circleFrom(name: string, written: Written): string[] | null {
  const way = [name];
  for (let at = parentOf(name, written); at !== null; at = parentOf(at, written)) {
    way.push(at);
    if (at === name) return way;
    if (way.indexOf(at) < way.length - 1) return null;
  }
  return null;
}

function resolve(name: string, written: Written): Environment {
  let settings: JsonObject = {};
  for (let at: string | null = name; at !== null; at = parentOf(at, written)) {
    settings = overlay(written[at] ?? {}, settings);
  }
  const { extends: _, ...rules } = settings;
  return { name, extends: parentOf(name, written), settings: withoutAny(rules) as Settings };
}

/** Reported at the environment's own setting; an inherited one is reported at its origin. */
function contradictions({ name, settings }: Environment, own: JsonObject, file: YamlFile): PolicyIssue[] {
  const place = ['environments', name];
  const issues: PolicyIssue[] = [];
  for (const { paths, message } of contradictionsOf(settings)) {
    const named = paths.find((path) => isNamed(own, path));
    if (named !== undefined) issues.push(file.issueAt([...place, ...named], 'key', message));
  }
  if (asksForNothing(settings)) {
    issues.push(file.issueAt(place, 'key', `\`${name}\` has no rules, so everything would pass.`));
  }
  return issues;
}

function isNamed(own: JsonObject, path: readonly string[]): boolean {
  let at: unknown = own;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false;
    at = (at as JsonObject)[key];
  }
  return true;
}
