import { Injectable } from '@nestjs/common';
import { Configuration } from '../../../../config/configuration.js';
import type { RequestContext } from '../../../access/request-context.js';
import { AuditLog } from '../../../audit/audit-log.js';
import { Projects } from '../../../projects/projects.js';
import { lockPeople } from '../lock-people.js';
import { Sessions } from '../sessions.js';
import type { CreateGroupMapping, GroupMapping, SsoProvider, SsoSettings } from './dto/sso.dto.js';
import { GroupMappingsRepository, type MappingRow } from './group-mappings.repository.js';
import { OpenIdProvider } from './open-id-provider.js';
import { GroupMappingExistsError, GroupMappingNotFoundError } from './sso.errors.js';

/** The provider as it is configured, and what its groups may do here. */
@Injectable()
export class SsoSettingsService {
  constructor(
    private readonly configuration: Configuration,
    private readonly audit: AuditLog,
    private readonly provider: OpenIdProvider,
    private readonly mappings: GroupMappingsRepository,
    private readonly projects: Projects,
    private readonly sessions: Sessions,
  ) {}

  async get(): Promise<SsoSettings> {
    return { provider: this.describeProvider(), mappings: (await this.mappings.list()).map(toMapping) };
  }

  async createMapping(context: RequestContext, { group, role, project }: CreateGroupMapping): Promise<GroupMapping> {
    const projectId = project === null ? null : await this.projects.idOf(project, 'all');
    return this.audit.change(context, async (transaction, note) => {
      const created = await this.mappings.insert(transaction, { group, role, projectId });
      if (created === null) throw new GroupMappingExistsError();
      await note({ action: 'group-mapping.created', target: targetOf(created.id, group), after: { role, project } });
      return toMapping({ ...created, group, role, projectId, project });
    });
  }

  /**
   * Removes the role from everyone who holds it by a group, and signs them out. People who also have it by another
   * group get it again at the next sign-in.
   */
  async removeMapping(context: RequestContext, id: number): Promise<void> {
    await this.audit.change(context, async (transaction, note) => {
      await lockPeople(transaction);
      const mapping = await this.mappings.find(transaction, id);
      if (mapping === null) throw new GroupMappingNotFoundError(id);
      const holders = await this.mappings.listHolders(transaction, mapping);
      await this.mappings.remove(transaction, id);
      await this.mappings.takeFromHolders(transaction, mapping);
      let endedSessions = 0;
      for (const accountId of holders) endedSessions += await this.sessions.endOf(transaction, accountId);
      const { group, role, project } = mapping;
      await note({
        action: 'group-mapping.removed',
        target: targetOf(id, group),
        before: { role, project },
        after: { takenFrom: holders.map(String), endedSessions },
      });
    });
  }

  private describeProvider(): SsoProvider | null {
    const issuer = this.configuration.get('OIDC_ISSUER');
    const clientId = this.configuration.get('OIDC_CLIENT_ID');
    if (issuer === undefined || clientId === undefined) return null;
    return {
      name: this.configuration.get('OIDC_NAME'),
      issuer,
      clientId,
      hasClientSecret: this.configuration.get('OIDC_CLIENT_SECRET') !== undefined,
      scopes: this.configuration
        .get('OIDC_SCOPES')
        .split(' ')
        .filter((scope) => scope !== ''),
      groupsClaim: this.configuration.get('OIDC_GROUPS_CLAIM'),
      redirectUri: this.provider.redirectUri,
    };
  }
}

function targetOf(id: number, group: string) {
  return { kind: 'group-mapping', id: String(id), name: group };
}

function toMapping({ id, group, role, project, createdAt }: MappingRow): GroupMapping {
  return { id: String(id), group, role, project, createdAt: createdAt.toISOString() };
}
