/** Trivy has written the same check as `DS002`, `DS-0002`, `AVD-DS-0002`; KSV, AVD-KSV, AWS likewise. */
const TRIVY_CHECK = /^(?:AVD-)?([A-Z]{2,8})-?(\d{3,4})$/i;

/** One spelling for the same rule under the names that scanners have given it over the years. */
export function ruleClass(rule: string): string {
  const check = TRIVY_CHECK.exec(rule.trim());
  if (check === null) return rule.trim().toLowerCase();
  const [, family = '', number = ''] = check;
  return `${family.toLowerCase()}-${number.padStart(4, '0')}`;
}
