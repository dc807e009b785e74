import { jsonOf, post } from './http-client.js';
import { reportBytes, type ReportOptions } from './synthetic/trivy-report.js';

/** Has the API take the report in, and answers the artifact that it is about. */
export async function sendReport(url: string, report: ReportOptions): Promise<{ artifactId: string }> {
  return jsonOf(await post(`${url}/api/v1/reports`, [reportBytes(report)]));
}
