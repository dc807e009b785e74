import { Injectable } from '@nestjs/common';
import { totalOf } from '../../common/paging/total.js';
import type { Finding } from '../../core/findings/finding.js';
import type { Place } from '../../core/reports/scan.js';
import type { ProjectScope } from '../access/project-scope.js';
import { ArtifactNotFoundError } from '../artifacts/artifacts.errors.js';
import { VisibleArtifactsRepository } from '../artifacts/visible-artifacts.repository.js';
import { composeFinding, toFindingSummary } from './compose-finding.js';
import type { FindingClaim, FindingDetail } from './dto/finding-detail.dto.js';
import type { FindingFacets, FindingPage } from './dto/finding-page.dto.js';
import type { FindingQuery } from './dto/finding-query.dto.js';
import { type FindingCounts, FindingPageRepository, type ListedFinding } from './finding-page.repository.js';
import { FindingSourcesRepository, type SourceClaim, type SourceProblem } from './finding-sources.repository.js';
import { FindingNotFoundError } from './findings.errors.js';

@Injectable()
export class FindingsService {
  constructor(
    private readonly artifacts: VisibleArtifactsRepository,
    private readonly pages: FindingPageRepository,
    private readonly sources: FindingSourcesRepository,
  ) {}

  async list(artifactId: number, query: FindingQuery, scope: ProjectScope): Promise<FindingPage> {
    const inWords = query.q === undefined ? [] : await this.sources.searchWords(artifactId, query.q);
    const [isKnown, { rows, nextCursor, isFirstPage }, counts] = await Promise.all([
      this.artifacts.has(artifactId, scope),
      this.pages.listPage(artifactId, query, inWords),
      this.pages.count(artifactId, query, inWords),
    ]);
    if (!isKnown || counts === null) throw new ArtifactNotFoundError(artifactId);
    const composed = await this.compose(artifactId, rows);
    return {
      items: composed.map(({ finding }) => toFindingSummary(finding)),
      nextCursor,
      total: totalOf(counts.total),
      ...(isFirstPage && { facets: toFacets(counts) }),
    };
  }

  async get(artifactId: number, findingId: string, scope: ProjectScope): Promise<FindingDetail> {
    const [isKnown, listed] = await Promise.all([
      this.artifacts.has(artifactId, scope),
      /^[0-9a-f]{32}$/.test(findingId) ? this.pages.find(artifactId, findingId) : null,
    ]);
    if (!isKnown || listed === null) throw new FindingNotFoundError(artifactId);
    const [composed] = await this.compose(artifactId, [listed]);
    if (composed === undefined) throw new FindingNotFoundError(artifactId);
    const { finding, claims, problems } = composed;
    const [scans, places] = await Promise.all([
      this.sources.findScans(artifactId, [...new Set(claims.map(({ id }) => id))]),
      this.sources.listPlaces(
        artifactId,
        claims.map(({ componentId }) => componentId),
      ),
    ]);
    const worstScored = claims.toSorted((a, b) => (b.claim.cvssScore ?? -1) - (a.claim.cvssScore ?? -1));
    return {
      ...toFindingSummary(finding),
      description: firstSaid([
        ...claims.map(({ claim }) => claim.description),
        ...problems.map(({ problem }) => problem.description),
      ]),
      resolution: firstSaid(problems.map(({ problem }) => problem.resolution)),
      cvssVector: firstSaid(worstScored.map(({ claim }) => claim.cvssVector)),
      url: firstSaid([...claims.map(({ claim }) => claim.url), ...problems.map(({ problem }) => problem.url)]),
      claims: [
        ...scans.flatMap((scan) =>
          claims
            .filter(({ id, tool }) => id === scan.claimId && tool === scan.tool)
            .map((claim) => fromClaim(claim, scan)),
        ),
        ...problems.map(fromProblem),
      ],
      places: distinctPlaces([...places, ...problems.map(({ problem: { path, layer } }) => ({ path, layer }))]),
    };
  }

  private async compose(
    artifactId: number,
    rows: readonly ListedFinding[],
  ): Promise<{ finding: Finding; claims: SourceClaim[]; problems: SourceProblem[] }[]> {
    const sources = rows.flatMap((row) => row.sources);
    const [claims, problems] = await Promise.all([
      this.sources.findClaims(
        artifactId,
        sources.filter((source) => source > 0),
      ),
      this.sources.findProblems(sources.flatMap((source) => (source < 0 ? -source : []))),
    ]);
    const claimsOf = new Map<number, SourceClaim[]>();
    for (const claim of claims) claimsOf.set(claim.id, [...(claimsOf.get(claim.id) ?? []), claim]);
    const problemOf = new Map(problems.map((problem) => [problem.id, problem]));
    return rows.map((row) => {
      const own = {
        claims: row.sources.flatMap((source) => claimsOf.get(source) ?? []),
        problems: row.sources.flatMap((source) => problemOf.get(-source) ?? []),
      };
      return { ...own, finding: composeFinding(row, own.claims, own.problems) };
    });
  }
}

function toFacets({ severities, kinds, fixable, fixes }: FindingCounts): FindingFacets {
  const [unknown = 0, low = 0, medium = 0, high = 0, critical = 0] = severities;
  const [available = 0, none = 0, unknownFix = 0] = fixes;
  const [match = 0, secret = 0, misconfiguration = 0, licence = 0] = kinds;
  return {
    severity: { critical, high, medium, low, unknown },
    kind: { match, secret, misconfiguration, licence },
    fixable,
    fix: { available, none, unknown: unknownFix },
  };
}

function fromClaim(
  { tool, claim }: SourceClaim,
  { scanId, toolVersion }: { scanId: number; toolVersion: string | null },
): FindingClaim {
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
