/** What an archive of an environment says of itself. */
export const ENVIRONMENT_README = `Evidence of an environment, exported by Plimsoll

It is about the artifacts of one project that were evaluated for the environment in a time span, or were recorded as
running there.

environment.json    the project, the environment and the span
artifacts.json      the artifacts, each with its last verdict before the span and before the end of it
verdicts.json       an index of the verdicts: those of the span, the last one of each artifact before it, and those
                    that deployments name
verdicts/           each verdict, byte for byte as the gate answered it
scans/              the scans of each artifact: tool, version, sender, time, report, and whether a verdict uses it
reports/            each report that a verdict uses, as it was received, named by its SHA-256
waivers/            each waiver that a verdict uses, with its revisions and approvals
deployments.json    what ran when the span began, and each change in it
policies.json       the policy that was active when the span began, and each activation in it
policies/           each of these versions, and each that a verdict names, named by its SHA-256
vex.json, vex/      the VEX documents that a verdict uses
audit/              the events of the audit log about the project in the span, a JSON object per line, and in chain.json
                    the hashes of the log's last event before the span, in it, and at the export
manifest.json       the SHA-256 of each file above, in their order, and what is left out
manifest.dsse.json  the signature of the manifest: a DSSE envelope, Ed25519

Read leftOut in manifest.json first: what is not in this archive did not necessarily not happen.

Verify the archive offline, with the public key of the server (GET /api/v1/evidence/key):

  plimsoll evidence verify FILE --public-key KEY.pem

Obtain the key from the server or its administrators, never together with the archive.
`;
