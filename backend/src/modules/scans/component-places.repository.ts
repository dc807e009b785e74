import { Injectable } from '@nestjs/common';
import type { Place } from '../../core/reports/scan.js';
import { sourceNames } from '../../core/upgrades/sources-of.js';
import type { Sql } from '../../database/database.js';
import { type ComponentPlaces, pieceOf, unpackPlaces, unpackSourceNames } from './component-places.js';

type Named = { scanId: number; componentId: number; place: number };

type KeyedPlace = Named & { key: string };

type Piece = { scanId: number; piece: number; bytes: Buffer | null };

type PlacedRow = { componentId: number; places: Place[] | null; licences: string[] | null };

/** The locations of components in an artifact, by its current scans. */
@Injectable()
export class ComponentPlacesRepository {
  /** By component: what the scan that came last says, of those that name it. */
  async find(
    sql: Sql,
    artifactId: number,
    componentIds: readonly number[],
  ): Promise<ReadonlyMap<number, ComponentPlaces>> {
    const found = new Map<number, ComponentPlaces>();
    const named = componentIds.length === 0 ? [] : await this.listNamed(sql, artifactId, componentIds);
    const pieces = await this.listPieces(sql, named);
    for (const { scanId, piece, bytes } of pieces) {
      const components = bytes === null ? [] : await unpackPlaces(bytes);
      for (const { scanId: by, componentId, place } of named) {
        if (by !== scanId || pieceOf(place).piece !== piece) continue;
        const component = components[pieceOf(place).place];
        if (component !== undefined) found.set(componentId, component);
      }
    }
    const others = componentIds.filter((id) => !found.has(id));
    for (const [id, component] of await this.findRows(sql, artifactId, others)) found.set(id, component);
    return found;
  }

  /** By `Component.key`: names of what each of these is built from, as these scans say. Null where that would be more to read than `mostPieces`. */
  async findSources(
    sql: Sql,
    scanIds: readonly number[],
    keys: readonly string[],
    mostPieces = Infinity,
  ): Promise<ReadonlyMap<string, string> | null> {
    if (keys.length === 0) return new Map();
    const named = await sql.query<Named & { key: number }>(
      `SELECT scan.id AS "scanId", named.id AS "componentId", named.place::int - 1 AS place, wanted.number::int - 1 AS key
       FROM unnest($2::text[]) WITH ORDINALITY AS wanted (key, number) JOIN component USING (key),
         scan, unnest(component_ids) WITH ORDINALITY AS named (id, place)
       WHERE scan.id = ANY ($1::int[]) AND places <> '{}' AND named.id = component.id`,
      [scanIds, keys],
    );
    if (piecesOf(named).length > mostPieces) return null;
    const pieces = await this.listPieces(sql, named);
    const names = new Map(
      await Promise.all(
        pieces.map(async ({ scanId, piece, bytes }) => {
          const nameAt = bytes === null ? () => null : await unpackSourceNames(bytes);
          return [`${scanId}/${piece}`, nameAt] as const;
        }),
      ),
    );
    return sourceNames(
      named.flatMap(({ scanId, place, key }) => {
        const { piece, place: within } = pieceOf(place);
        const name = names.get(`${scanId}/${piece}`)?.(within) ?? null;
        return name === null ? [] : [{ key: keys[key] ?? '', source: { name } }];
      }),
    );
  }

  /** By `Component.key`: the layers in which current scans say that each of these lies, null for a place of which they do not say. */
  async findLayers(
    sql: Sql,
    artifactId: number,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlySet<string | null>>> {
    const layers = new Map<string, Set<string | null>>();
    for (const { key, component } of await this.listByKey(sql, artifactId, keys)) {
      const known = layers.get(key) ?? new Set();
      for (const { layer } of component.places) known.add(layer);
      layers.set(key, known);
    }
    return layers;
  }

  /** What each current scan says of each of these; the scan that came last comes first. */
  private async listByKey(
    sql: Sql,
    artifactId: number,
    keys: readonly string[],
  ): Promise<{ readonly key: string; readonly component: ComponentPlaces }[]> {
    if (keys.length === 0) return [];
    const named = await sql.query<KeyedPlace>(
      `SELECT scan.id AS "scanId", named.id AS "componentId", named.place::int - 1 AS place, key
       FROM scan, unnest(component_ids) WITH ORDINALITY AS named (id, place) JOIN component ON component.id = named.id
       WHERE artifact_id = $1 AND is_current AND places <> '{}' AND key = ANY ($2::text[])
       ORDER BY received_at DESC, scan.id DESC`,
      [artifactId, keys],
    );
    return this.readPlaces(sql, named);
  }

  /** What the scans say there, in the order given. */
  private async readPlaces(
    sql: Sql,
    named: readonly KeyedPlace[],
  ): Promise<{ readonly key: string; readonly component: ComponentPlaces }[]> {
    const pieces = new Map<string, readonly ComponentPlaces[]>();
    for (const { scanId, piece, bytes } of await this.listPieces(sql, named)) {
      if (bytes !== null) pieces.set(`${scanId}/${piece}`, await unpackPlaces(bytes));
    }
    return named.flatMap(({ scanId, place, key }) => {
      const { piece, place: within } = pieceOf(place);
      const component = pieces.get(`${scanId}/${piece}`)?.[within];
      return component === undefined ? [] : [{ key, component }];
    });
  }

  /** Each component once, by the scan that came last of those that say where their components lie; places from 0. */
  private listNamed(sql: Sql, artifactId: number, componentIds: readonly number[]): Promise<Named[]> {
    return sql.query<Named>(
      `SELECT DISTINCT ON (named.id) scan.id AS "scanId", named.id AS "componentId", named.place::int - 1 AS place
       FROM scan, unnest(component_ids) WITH ORDINALITY AS named (id, place)
       WHERE artifact_id = $1 AND is_current AND places <> '{}' AND named.id = ANY ($2::int[])
       ORDER BY named.id, received_at DESC, scan.id DESC`,
      [artifactId, componentIds],
    );
  }

  private async listPieces(sql: Sql, named: readonly Named[]): Promise<Piece[]> {
    const pieces = piecesOf(named);
    if (pieces.length === 0) return [];
    return sql.query<Piece>(
      `SELECT scan.id AS "scanId", piece, places[piece + 1] AS bytes
       FROM unnest($1::int[], $2::int[]) AS wanted (scan_id, piece) JOIN scan ON scan.id = scan_id`,
      [pieces.map(({ scanId }) => scanId), pieces.map(({ piece }) => piece)],
    );
  }

  /** Of scans from before they kept it themselves. */
  private async findRows(sql: Sql, artifactId: number, ids: readonly number[]): Promise<[number, ComponentPlaces][]> {
    if (ids.length === 0) return [];
    const rows = await sql.query<PlacedRow>(
      `SELECT component_id AS "componentId", places, licences FROM former_place
       WHERE artifact_id = $1 AND component_id = ANY ($2::int[])`,
      [artifactId, ids],
    );
    return rows.map(({ componentId, places, licences }) => [
      componentId,
      { places: places ?? [], licences: licences ?? [] },
    ]);
  }
}

/** Each once. */
function piecesOf(named: readonly Named[]): { readonly scanId: number; readonly piece: number }[] {
  const pieces = named.map(({ scanId, place }) => ({ scanId, piece: pieceOf(place).piece }));
  return [...new Map(pieces.map((each) => [`${each.scanId}/${each.piece}`, each])).values()];
}
