import type { Claim } from './scan.js';
import type { SharedTexts } from './shared-texts.js';

/** So few claims of one identifier are compared faster than a set is made of them, and nearly always there is one. */
const FEW = 4;

/** The claims about one component in the order in which they came, each once. What differs only in where it was published is the same. */
export class DistinctClaims {
  readonly items: Claim[] = [];
  private readonly byId = new Map<string, Claim[]>();
  /** Contents of the claims of identifiers that have more than a few. */
  private readonly contents = new Map<string, Set<string>>();

  constructor(private readonly texts: SharedTexts) {}

  /** Says whether it is new. */
  add(claim: Claim): boolean {
    const { reportedId } = claim;
    const others = this.byId.get(reportedId);
    if (others === undefined) this.byId.set(reportedId, [claim]);
    else {
      if (this.isKnown(claim, others)) return false;
      others.push(claim);
    }
    this.items.push(claim);
    return true;
  }

  private isKnown(claim: Claim, others: readonly Claim[]): boolean {
    if (others.length <= FEW) return others.some((other) => isSame(claim, other));
    let contents = this.contents.get(claim.reportedId);
    if (contents === undefined) this.contents.set(claim.reportedId, (contents = this.contentsOf(others)));
    const content = this.contentOf(claim);
    if (contents.has(content)) return true;
    contents.add(content);
    return false;
  }

  private contentsOf(claims: readonly Claim[]): Set<string> {
    return new Set(claims.map((claim) => this.contentOf(claim)));
  }

  /** The same for two claims of one identifier that `isSame` takes for one. */
  private contentOf(claim: Claim): string {
    const { texts } = this;
    const { analysis } = claim;
    return [
      ...[claim.fixedVersion, claim.fixState, claim.title, claim.description].map((text) => texts.numberOf(text)),
      claim.severity,
      claim.cvssScore,
      claim.isSuppressed,
      claim.suppressedBy,
      claim.isStatement,
      claim.epss,
      claim.isKnownExploited,
      analysis?.state,
      texts.numberOf(analysis?.detail ?? null),
      ...claim.ids.map((id) => texts.numberOf(id)),
    ].join(' ');
  }
}

function isSame(a: Claim, b: Claim): boolean {
  return (
    a.fixedVersion === b.fixedVersion &&
    a.fixState === b.fixState &&
    a.title === b.title &&
    a.description === b.description &&
    a.severity === b.severity &&
    a.cvssScore === b.cvssScore &&
    a.isSuppressed === b.isSuppressed &&
    a.suppressedBy === b.suppressedBy &&
    a.isStatement === b.isStatement &&
    a.epss === b.epss &&
    a.isKnownExploited === b.isKnownExploited &&
    a.analysis?.state === b.analysis?.state &&
    (a.analysis?.detail ?? null) === (b.analysis?.detail ?? null) &&
    a.ids.length === b.ids.length &&
    a.ids.every((id, place) => id === b.ids[place])
  );
}
