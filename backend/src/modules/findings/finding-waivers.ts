import { Injectable } from '@nestjs/common';
import type { Finding } from '../../core/findings/finding.js';
import { waiversInForce } from '../../core/gate/waivers-in-force.js';
import { Database } from '../../database/database.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { ArtifactWaivers } from '../approved-waivers/artifact-waivers.js';
import type { FindingWaiver } from './dto/finding.dto.js';

export type WaiversOf = (finding: Finding) => FindingWaiver[];

/** Tells by which waivers an artifact's findings are cleared now: as the gate would, and for each environment. */
@Injectable()
export class FindingWaivers {
  constructor(
    private readonly database: Database,
    private readonly policies: ActivePolicyStore,
    private readonly waivers: ArtifactWaivers,
  ) {}

  async ofArtifact(artifactId: number): Promise<WaiversOf> {
    const at = new Date();
    const [artifact] = await this.database.query<{ id: number; image: string; digest: string }>(
      `SELECT artifact.id, repository AS image, digest FROM artifact JOIN image ON image.id = image_id WHERE artifact.id = $1`,
      [artifactId],
    );
    const approved = artifact === undefined ? [] : await this.waivers.listFor(this.database, artifact, at);
    if (artifact === undefined || approved.length === 0) return () => [];
    const { policy } = await this.policies.get();
    const waivers = approved.map(({ waiver }) => waiver);
    const idOf = new Map(approved.map(({ waiverId, waiver }) => [waiver.id, String(waiverId)]));
    const environments = policy.environments.map(({ name, settings }) => ({
      environment: name,
      ...waiversInForce(waivers, { facts: artifact, settings, environment: name, at: at.getTime() }),
    }));
    return (finding) =>
      environments.flatMap(({ environment, clearanceOf }) => {
        const clearance = clearanceOf(finding);
        const id = idOf.get(clearance?.waiver ?? '');
        if (clearance === null || clearance.waiver === null || id === undefined) return [];
        return [{ environment, id, name: clearance.waiver, until: new Date(clearance.until).toISOString() }];
      });
  }
}
