import { Injectable } from '@nestjs/common';
import { normaliseIdentifier } from '../../core/advisories/identifier.js';
import { type UnitedAdvisory, uniteAliases } from '../../core/advisories/unite-aliases.js';
import { isPurlKey, describedByKey } from '../../core/model/component-key.js';
import type { Claim, Scan } from '../../core/reports/scan.js';
import type { Sql } from '../../database/database.js';
import { AdvisoryCatalogueRepository, type AliasRow } from './advisory-catalogue.repository.js';
import type { AdvisoryNames } from './advisory-plan.js';
import { ClaimCatalogueRepository, claimHash, type ClaimRow } from './claim-catalogue.repository.js';
import { ComponentCatalogueRepository, type ComponentRow } from './component-catalogue.repository.js';
import { contentHash } from './content-hash.js';
import { MatchCatalogueRepository, matchKey, type MatchRow } from './match-catalogue.repository.js';
import { TextCatalogueRepository } from './text-catalogue.repository.js';

/** The rows that a scan's content has in the catalogue. */
export interface Catalogued {
  readonly claimIds: ReadonlyMap<Claim, number>;
  /** By `Component.key`. */
  readonly componentIds: ReadonlyMap<string, number>;
  /** By identifier. */
  readonly aliases: ReadonlyMap<string, AliasRow>;
}

/** Puts what a scan says into the tables that all artifacts share. */
@Injectable()
export class CatalogueService {
  constructor(
    private readonly components: ComponentCatalogueRepository,
    private readonly advisories: AdvisoryCatalogueRepository,
    private readonly matches: MatchCatalogueRepository,
    private readonly texts: TextCatalogueRepository,
    private readonly claims: ClaimCatalogueRepository,
  ) {}

  /** The caller holds the catalogue: `isAlone`, or with others (`AdvisoryCatalogueRepository.lock`). */
  async add(sql: Sql, scan: Scan, isAlone: boolean): Promise<Catalogued> {
    const advisoryOf = uniteAliases(scan.claims);
    const aliases = await this.advisories.intern(sql, namesOf(scan.claims, advisoryOf), isAlone);
    const componentIds = await this.components.intern(sql, componentsOf(scan));
    const matches = scan.claims.map((claim, place): MatchRow => ({
      componentId: numberIn(componentIds, claim.componentKey),
      advisoryId: aliases.get(advisoryOf[place]?.lead ?? '')?.advisoryId ?? 0,
    }));
    const matchIds = await this.matches.intern(sql, new Map(matches.map((match) => [matchKey(match), match])));
    const descriptions = await this.addDescriptions(sql, scan.claims);

    const rows = new Map<string, ClaimRow>();
    const hashes = scan.claims.map((claim, place) => {
      const description = claim.description === null ? null : (descriptions.get(claim.description) ?? null);
      const hash = claimHash(scan.tool.name, claim, description?.hash ?? null);
      const match = matches[place];
      rows.set(hash, {
        tool: scan.tool.name,
        matchId: match === undefined ? 0 : numberIn(matchIds, matchKey(match)),
        descriptionId: description?.id ?? null,
        claim,
      });
      return hash;
    });
    const claimIds = await this.claims.intern(sql, rows);
    return {
      componentIds,
      aliases,
      claimIds: new Map(scan.claims.map((claim, place) => [claim, numberIn(claimIds, hashes[place] ?? '')])),
    };
  }

  private async addDescriptions(
    sql: Sql,
    claims: readonly Claim[],
  ): Promise<ReadonlyMap<string, { hash: string; id: number }>> {
    const hashes = new Map<string, string>();
    for (const { description } of claims) {
      if (description !== null && !hashes.has(description)) hashes.set(description, contentHash(description));
    }
    const ids = await this.texts.intern(sql, new Map([...hashes].map(([text, hash]) => [hash, text])));
    return new Map([...hashes].map(([text, hash]) => [text, { hash, id: numberIn(ids, hash) }]));
  }
}

/** Every identifier in its advisory. One that bundles several (a vendor's bulletin) stands for itself. */
function namesOf(claims: readonly Claim[], advisoryOf: readonly UnitedAdvisory[]): AdvisoryNames[] {
  const advisories = new Map<string, AdvisoryNames>();
  const placed = new Set<string>();
  for (const { lead, aliases } of advisoryOf) {
    if (advisories.has(lead)) continue;
    const names = [lead, ...aliases];
    advisories.set(lead, { lead, names });
    for (const name of names) placed.add(name);
  }
  for (const { ids } of claims) {
    for (const name of ids.map(normaliseIdentifier)) {
      if (placed.has(name)) continue;
      placed.add(name);
      advisories.set(name, { lead: name, names: [name] });
    }
  }
  return [...advisories.values()];
}

/** Those that the report lists, and those that only a claim or a problem names. */
function componentsOf({ components, claims, problems }: Scan): Map<string, ComponentRow> {
  const rows = new Map<string, ComponentRow>();
  for (const { key, purl, type, namespace, name, version } of components) {
    rows.set(key, { purl, type, namespace, name, version });
  }
  for (const { componentKey: key } of [...claims, ...problems]) {
    if (key === null || rows.has(key)) continue;
    rows.set(key, { purl: isPurlKey(key) ? key : null, ...describedByKey(key) });
  }
  return rows;
}

function numberIn(ids: ReadonlyMap<string, number>, key: string): number {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`${key} has no row`);
  return id;
}
