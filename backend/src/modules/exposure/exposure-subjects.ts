import { Injectable } from '@nestjs/common';
import { InvalidInputError } from '../../common/errors/invalid-input.error.js';
import { normaliseIdentifier } from '../../core/advisories/identifier.js';
import { packageName } from '../../core/model/package-name.js';
import { buildPurl, canonicalPurl, parsePurl, type PurlParts, versionedPurl } from '../../core/model/purl.js';
import { isWithin, parseVersionRange } from '../../core/versions/version-range.js';
import type { ProjectScope } from '../access/project-scope.js';
import type { ExposureQuery } from './dto/exposure-query.dto.js';
import type { ExposureSubject } from './exposure-subject.js';
import { type ComponentRow, ExposureSubjectRepository } from './exposure-subject.repository.js';

/** Finds the rows that a search is about. */
@Injectable()
export class ExposureSubjects {
  constructor(private readonly subjects: ExposureSubjectRepository) {}

  find(query: ExposureQuery, scope: ProjectScope): Promise<ExposureSubject> {
    const { advisory, component, purl, version } = query;
    if ([advisory, component, purl].filter((asked) => asked !== undefined).length !== 1) {
      throw refused('advisory', 'exactly one of advisory, component and purl must be given');
    }
    if (version !== undefined && component === undefined) throw refused('version', 'goes with component alone');
    if (advisory !== undefined) return this.ofAdvisory(normaliseIdentifier(advisory), scope);
    return purl === undefined ? this.ofName(component ?? '', version) : this.ofPurl(purl);
  }

  private async ofAdvisory(identifier: string, scope: ProjectScope): Promise<ExposureSubject> {
    return { kind: 'advisory', names: await this.subjects.listNames(identifier, scope) };
  }

  /** A component without a known version can be of any version. */
  private async ofName(name: string, version: string | undefined): Promise<ExposureSubject> {
    const range = version === undefined ? [] : parseVersionRange(version);
    if (range === null) throw refused('version', 'must be a version or comparisons such as >=2.0 <2.17.1');
    const rows = await this.subjects.listByName([name]);
    return {
      kind: 'component',
      componentIds: idsOf(
        rows,
        (row) => range.length === 0 || (row.version !== null && isWithin(row.version, range, row.type)),
      ),
      likeIds: idsOf(rows, (row) => range.length > 0 && row.version === null),
    };
  }

  /** A component of that name without a package URL may be it, unless it has another version. */
  private async ofPurl(text: string): Promise<ExposureSubject> {
    const canonical = canonicalPurl(text);
    const asked = canonical === null ? null : parsePurl(canonical);
    if (asked === null) throw refused('purl', 'is no package URL, such as pkg:npm/lodash@4.17.20');
    const { type, namespace, name, version } = asked;
    const plain = buildPurl({ type, namespace, name, version: null }) ?? '';
    const [rows, alike] = await Promise.all([
      this.subjects.listByPurl(version === null ? plain : (versionedPurl(plain, version) ?? '')),
      this.subjects.listByName([packageName(type, namespace, name), name]),
    ]);
    return {
      kind: 'component',
      componentIds: idsOf(rows, ({ purl }) => purl !== null && hasQualifiers(parsePurl(purl), asked)),
      likeIds: idsOf(alike, (row) => row.purl === null && isOpen(row.version, version)),
    };
  }
}

function hasQualifiers(parts: Required<PurlParts> | null, asked: Required<PurlParts>): boolean {
  return Object.entries(asked.qualifiers).every(([key, value]) => parts?.qualifiers[key] === value);
}

function isOpen(version: string | null, asked: string | null): boolean {
  return asked === null || version === null || version === asked || `v${version}` === asked;
}

function idsOf(rows: readonly ComponentRow[], isMeant: (row: ComponentRow) => boolean): number[] {
  return rows.filter(isMeant).map(({ id }) => id);
}

function refused(parameter: string, message: string): InvalidInputError {
  return new InvalidInputError([{ parameter, message }]);
}
