/** What the suites ship by: stage takes nearly anything; prod takes nothing critical that could be mended. */
export const SHIPPING_POLICY = `version: 1
environments:
  stage:
    vulnerabilities: { critical: 100, high: 100 }
  prod:
    vulnerabilities: { critical: 0, onlyFixable: true }
    evidence: { scanAge: 7d }
`;
