import type { components } from './schema';

type Schemas = components['schemas'];

export type Image = Schemas['ImageSummary'];
export type ImagePage = Schemas['ImagePage'];
export type EnvironmentSum = Schemas['EnvironmentSum'];
export type Artifact = Schemas['Artifact'];
export type ArtifactSummary = Schemas['ArtifactSummary'];
export type ArtifactPage = Schemas['ArtifactPage'];
export type ArtifactVerdict = Schemas['StandingVerdict'];
export type VerdictReason = Schemas['StandingReason'];
export type ReasonFinding = Schemas['ReasonFinding'];
export type ArtifactScan = Schemas['ScanSummary'];
export type Deployment = Schemas['Deployment'];
export type DeploymentPage = Schemas['DeploymentPage'];
export type ExposedArtifact = Schemas['ExposedArtifact'];
export type ExposurePage = Schemas['ExposurePage'];
export type Finding = Schemas['FindingSummary'];
export type FindingPage = Schemas['FindingPage'];
export type FindingFacets = Schemas['FindingFacets'];
export type FindingDetail = Schemas['FindingDetail'];
export type ArtifactComponent = Schemas['ArtifactComponent'];
export type ComponentPage = Schemas['ComponentPage'];
export type Policy = Schemas['ActivePolicy'];
export type PolicyEnvironment = Schemas['PolicyEnvironment'];
export type ReportReceipt = Schemas['ReportReceipt'];
export type ReportFormat = ReportReceipt['format'];
export type Remark = Schemas['ReportRemark'];

export type SessionState = Schemas['SessionState'];
export type LinkInfo = Schemas['LinkInfo'];
export type SignInOptions = Schemas['SignInOptions'];
export type Permission = SessionState['permissions'][number];
export type Role = SessionState['grants'][number]['role'];
export type PasskeyRequestOptions = Schemas['PasskeyRequestOptions'];
export type PasskeyCreationOptions = Schemas['PasskeyCreationOptions'];
export type PasskeyAuthentication = Schemas['PasskeyAuthentication'];
export type PasskeyRegistration = Schemas['PasskeyRegistration'];
export type FactorList = Schemas['FactorList'];
export type FactorAdded = Schemas['FactorAdded'];
export type NewTotp = Schemas['NewTotp'];
export type AccountSession = Schemas['AccountSession'];
export type ApiToken = Schemas['TokenSummary'];
export type CreatedToken = Schemas['CreatedToken'];

export type PolicyVersionSummary = Schemas['PolicyVersionSummary'];
export type PolicyVersion = Schemas['PolicyVersion'];
export type PolicyCheck = Schemas['PolicyCheck'];
export type PolicyIssue = PolicyCheck['issues'][number];
export type PolicySimulation = Schemas['PolicySimulation'];
export type SimulatedEnvironment = Schemas['SimulatedEnvironment'];
export type SimulatedArtifact = Schemas['SimulatedArtifact'];
export type NotSimulated = Schemas['NotSimulated'];
export type OutcomeCounts = Schemas['OutcomeCounts'];
export type CountedRule = Schemas['CountedRule'];
export type Account = Schemas['Account'];
export type AccountPage = Schemas['AccountPage'];
export type Invitation = Schemas['Invitation'];
export type IssuedLink = Schemas['IssuedLink'];
export type RoleDescription = Schemas['RoleDescription'];
export type RoleGrant = Schemas['RoleGrant'];
export type RoleGrantPage = Schemas['RoleGrantPage'];
export type TokenPage = Schemas['TokenPage'];
export type TokenPermission = ApiToken['permissions'][number];
export type TrustRule = Schemas['TrustRule'];
export type BackgroundJob = Schemas['BackgroundJob'];
export type PolicyProgress = Schemas['PolicyProgress'];
export type Recall = Schemas['Recall'];
export type NewRecall = Schemas['NewRecall'];
export type RecallPreview = Schemas['RecallPreview'];
export type RecallResult = Schemas['RecallResult'];
export type SsoSettings = Schemas['SsoSettings'];
export type GroupMapping = Schemas['GroupMapping'];
export type AuditEvent = Schemas['AuditEvent'];
export type AuditEventPage = Schemas['AuditEventPage'];
export type AuditHead = Schemas['AuditHead'];

export type Outcome = ArtifactVerdict['outcome'];
export type Severity = Finding['severity'];
export type FindingKind = Finding['kind'];
export type SeverityCounts = Schemas['SeverityCounts'];

/** Worst first, as people read them. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'unknown'] as const satisfies readonly Severity[];

export type FixState = Finding['fix'];
export const FIX_STATES = ['available', 'none', 'unknown'] as const satisfies readonly FixState[];
