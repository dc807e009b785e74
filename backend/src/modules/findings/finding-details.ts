import { Injectable } from '@nestjs/common';
import { goesBy } from '../../core/advisories/goes-by.js';
import type { Finding } from '../../core/findings/finding.js';
import type { ScanContent } from '../../core/findings/scan-content.js';
import { normalisePath, uniteProblems } from '../../core/findings/unite-problems.js';
import type { Place } from '../../core/reports/scan.js';
import type { Sql } from '../../database/database.js';
import type { StoredFindings } from '../scans/stored-findings.repository.js';
import type { FindingClaim, FindingDetail } from './dto/finding-detail.dto.js';
import { FindingSourcesRepository, type SourceClaim, type SourceProblem } from './finding-sources.repository.js';
import { type BesideFinding, toFindingSummary } from './finding-summary.js';

/** A finding with the words of the scanners behind it. */
@Injectable()
export class FindingDetails {
  constructor(private readonly sources: FindingSourcesRepository) {}

  /** `state` is as `sql` sees it. */
  async of(
    sql: Sql,
    artifactId: number,
    { columns, texts }: StoredFindings,
    { row, ...beside }: BesideFinding & { readonly row: number },
  ): Promise<FindingDetail> {
    const finding = columns.finding(row, texts.titleOf(row));
    const told = texts.claimsOf(row);
    const claims = told === null ? [] : await this.claims(sql, artifactId, told);
    const problems = told === null ? await this.problems(sql, artifactId, finding) : [];
    const componentKeys = new Set(claims.map(({ claim }) => claim.componentKey));
    const places = await this.sources.listPlaces(sql, artifactId, [...componentKeys]);
    const worstScored = claims.toSorted((a, b) => (b.claim.cvssScore ?? -1) - (a.claim.cvssScore ?? -1));
    return {
      ...toFindingSummary(finding, beside),
      description: firstSaid([
        ...claims.map(({ claim }) => claim.description),
        ...problems.map(({ problem }) => problem.description),
      ]),
      resolution: firstSaid(problems.map(({ problem }) => problem.resolution)),
      cvssVector: firstSaid(worstScored.map(({ claim }) => claim.cvssVector)),
      url: firstSaid([...claims.map(({ claim }) => claim.url), ...problems.map(({ problem }) => problem.url)]),
      claims: [...claims.map(fromClaim), ...problems.map(fromProblem)],
      places: distinctPlaces([...places, ...problems.map(({ problem: { path, layer } }) => ({ path, layer }))]),
    };
  }

  private async claims(
    sql: Sql,
    artifactId: number,
    { names, componentKeys }: { readonly names: readonly string[]; readonly componentKeys: readonly string[] },
  ): Promise<SourceClaim[]> {
    const claims = await this.sources.findClaims(sql, artifactId, componentKeys);
    return claims.filter(({ claim }) => names.includes(goesBy(claim)));
  }

  /** Which of the problems at one place are one finding, the core says. */
  private async problems(
    sql: Sql,
    artifactId: number,
    { id, kind, path, startLine, component }: Finding,
  ): Promise<SourceProblem[]> {
    if (kind === 'match') return [];
    const place = {
      kind,
      path: path === null ? null : normalisePath(path),
      startLine,
      componentKey: component?.key ?? null,
    };
    const found = await this.sources.findProblems(sql, artifactId, place);
    const united = uniteProblems(found.map(contentOf)).find(({ finding }) => finding.id === id);
    return united?.problems.map(({ scan }) => scan.source) ?? [];
  }
}

/** A problem as a scan of its own: those of one tool and format are told apart by their words, whatever scan they are in. */
function contentOf(source: SourceProblem): ScanContent & { readonly source: SourceProblem } {
  const { tool, format, component, problem } = source;
  return {
    source,
    tool: { name: tool },
    format,
    components: new Map(component === null ? [] : [[component.key, component]]),
    claims: [],
    problems: [problem],
  };
}

function fromClaim({ tool, toolVersion, scanId, claim }: SourceClaim): FindingClaim {
  const { reportedId, severity, fixedVersion, fixState, url } = claim;
  return { tool, toolVersion, reportedId, severity, fixedVersion, fixState, url, scanId: String(scanId) };
}

function fromProblem({ tool, toolVersion, scanId, problem }: SourceProblem): FindingClaim {
  const { rule, severity, url } = problem;
  return {
    tool,
    toolVersion,
    reportedId: rule,
    severity,
    fixedVersion: null,
    fixState: null,
    url,
    scanId: String(scanId),
  };
}

function firstSaid(texts: readonly (string | null)[]): string | null {
  return texts.find((text) => text !== null && text !== '') ?? null;
}

function distinctPlaces(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [`${place.path}\n${place.layer}`, place])).values()];
}
