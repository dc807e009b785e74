import { writeFile } from 'node:fs/promises';
import { readText } from '../read-text.js';
import { checkReport } from './check-report.js';
import { imageProblems } from './image-checks.js';

/** Checks the configuration of the image that Trivy has scanned, and writes what is wrong as SARIF; nothing where nothing is. */
export async function scanImageConfiguration(
  trivyReport: string,
  report: string,
  plimsollVersion: string,
): Promise<void> {
  const text = await readText(trivyReport);
  if (text === null) return;
  const problems = imageProblems(parsed(text));
  if (problems.length > 0) await writeFile(report, checkReport('image', problems, plimsollVersion));
}

/** The reader of the report refuses what is not JSON, and says where. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
