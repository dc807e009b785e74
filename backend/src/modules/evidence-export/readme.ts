/** What an archive of evidence says of itself. */
export const README = `Evidence of a container image, exported by Plimsoll

artifact.json       the artifact
verdicts.json       an index of the verdicts
verdicts/           each verdict, byte for byte as the gate answered it
scans.json          the scans: tool, version, sender, time, report
reports/            each report as it was received, named by its SHA-256
waivers/            each waiver that a verdict uses, with its revisions and approvals
deployments.json    where the artifact ran
policies/           each policy version that a verdict names, named by its SHA-256
vex.json, vex/      the VEX documents that a verdict uses
audit/              the events of the audit log about all of this, a JSON object per line
manifest.json       the SHA-256 of each file above, and what is left out
manifest.dsse.json  the signature of the manifest: a DSSE envelope, Ed25519

Verify the archive offline, with the public key of the server (GET /api/v1/evidence/key):

  plimsoll evidence verify FILE --public-key KEY.pem

Obtain the key from the server or its administrators, never together with the archive.
`;
