import { type DynamicModule, Module } from '@nestjs/common';
import type { Drain } from './common/http/drain.js';
import { DrainModule } from './common/http/drain.module.js';
import type { Log } from './common/logging/log.js';
import { LogModule } from './common/logging/log.module.js';
import { ConfigurationModule } from './config/configuration.module.js';
import type { Environment } from './config/environment.schema.js';
import { DatabaseModule } from './database/database.module.js';
import { RoleCheck } from './database/role-check.js';
import { AccessModule } from './modules/access/access.module.js';
import { ArtifactsModule } from './modules/artifacts/artifacts.module.js';
import { AuditModule } from './modules/audit/audit.module.js';
import { ChangesModule } from './modules/changes/changes.module.js';
import { CleanupModule } from './modules/cleanup/cleanup.module.js';
import { ComponentsModule } from './modules/components/components.module.js';
import { DeploymentsModule } from './modules/deployments/deployments.module.js';
import { EvidenceExportModule } from './modules/evidence-export/evidence-export.module.js';
import { ExposureModule } from './modules/exposure/exposure.module.js';
import { FindingsModule } from './modules/findings/findings.module.js';
import { GateModule } from './modules/gate/gate.module.js';
import { HealthModule } from './modules/health/health.module.js';
import { TokensModule } from './modules/identity/machines/tokens/tokens.module.js';
import { TrustRulesModule } from './modules/identity/machines/trust-rules/trust-rules.module.js';
import { OwnAccountModule } from './modules/identity/own-account/own-account.module.js';
import { AccountEndpointsModule } from './modules/identity/people/account-endpoints.module.js';
import { SessionsModule } from './modules/identity/sign-in/sessions.module.js';
import { SsoModule } from './modules/identity/sign-in/sso/sso.module.js';
import { ImagesModule } from './modules/images/images.module.js';
import { JobsModule } from './modules/jobs/jobs.module.js';
import { MetricsModule } from './modules/metrics/metrics.module.js';
import { OpenApiModule } from './modules/openapi/openapi.module.js';
import { PolicyModule } from './modules/policy/policy.module.js';
import { ProjectAdministrationModule } from './modules/project-administration/project-administration.module.js';
import { RecallsModule } from './modules/recalls/recalls.module.js';
import { ReportsModule } from './modules/reports/reports.module.js';
import { RetentionModule } from './modules/retention/retention.module.js';
import { ScansModule } from './modules/scans/scans.module.js';
import { StoreCheckModule } from './modules/store-check/store-check.module.js';
import { AnswersModule } from './modules/answers/answers.module.js';
import { VexModule } from './modules/vex/vex.module.js';
import { WaiversModule } from './modules/waivers/waivers.module.js';

@Module({
  imports: [
    DatabaseModule,
    AuditModule,
    AccessModule,
    AccountEndpointsModule,
    MetricsModule,
    JobsModule,
    HealthModule,
    OpenApiModule,
    PolicyModule,
    GateModule,
    DeploymentsModule,
    ReportsModule,
    RecallsModule,
    AnswersModule,
    VexModule,
    WaiversModule,
    ImagesModule,
    ProjectAdministrationModule,
    ChangesModule,
    ArtifactsModule,
    FindingsModule,
    ComponentsModule,
    ExposureModule,
    EvidenceExportModule,
    ScansModule,
    SessionsModule,
    OwnAccountModule,
    SsoModule,
    TokensModule,
    TrustRulesModule,
    CleanupModule,
    RetentionModule,
    StoreCheckModule,
  ],
  providers: [RoleCheck],
})
export class AppModule {
  static with(environment: Environment, log: Log, drain: Drain): DynamicModule {
    return {
      module: AppModule,
      imports: [ConfigurationModule.with(environment), LogModule.with(log), DrainModule.with(drain)],
    };
  }
}
