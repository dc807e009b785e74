/** One way to deal with a group: what it costs, and how much it brings for each need. */
export interface Choice {
  readonly cost: number;
  /** By need, in their order. */
  readonly brings: readonly number[];
}

export interface LeastCost {
  /** By group: the place of the choice, null for none. */
  readonly chosen: readonly (number | null)[];
  /** False where the search was given up: then there may be something cheaper. */
  readonly isExact: boolean;
}

/** Steps of the search, before it is given up, unless told otherwise. */
const MOST_STEPS = 50_000;

/** More groups than these are not searched: the search looks at them again with each step, and as deep as they are many. */
const MOST_GROUPS = 500;

/**
 * At most one choice of each group, so that every need is met at the least cost; of equal ones the one of fewest choices, then the first by
 * the groups' order and the choices'. What cannot be met is met as far as it can be: some choice of each group has to bring the most for
 * all needs. Costs are above 0.
 */
export function leastCost(
  groups: readonly (readonly Choice[])[],
  needs: readonly number[],
  mostSteps = MOST_STEPS,
): LeastCost {
  const most = groups.map((choices) => mostOfEach(choices, needs.length));
  const all = needs.map((_, need) => {
    let sum = 0;
    for (const ofGroup of most) sum += ofGroup[need] ?? 0;
    return sum;
  });
  const reachable = needs.map((need, place) => Math.min(need, all[place] ?? 0));
  // Where all that there is is needed, what brings less is no choice.
  const isWhole = reachable.map((need, place) => need > 0 && need === all[place]);
  const chosen = groups.map<number | null>(() => null);
  const open = [...reachable];
  const take = (group: number, { place, brings }: Candidate) => {
    chosen[group] = place;
    for (let need = 0; need < open.length; need += 1) open[need] = Math.max(0, (open[need] ?? 0) - (brings[need] ?? 0));
  };
  const undecided: number[] = [];
  const left: (readonly Candidate[])[] = [];
  for (const [group, choices] of groups.entries()) {
    const ofGroup = most[group] ?? [];
    const isNeeded = reachable.some((need, place) => need > 0 && (ofGroup[place] ?? 0) > 0);
    if (!isNeeded) continue;
    const candidates = candidatesAmong(choices, ofGroup, isWhole);
    const [cheapest] = candidates;
    if (cheapest === undefined) continue;
    // What nothing else can bring is taken: nothing is left to choose.
    if (reachable.every((need, place) => isWhole[place] || need <= 0 || (ofGroup[place] ?? 0) <= 0)) {
      take(group, cheapest);
      continue;
    }
    undecided.push(group);
    left.push(candidates);
  }
  if (left.length > MOST_GROUPS) {
    const places = undecided.map((group, place) => ({ group, price: priceOf(left[place] ?? []), place }));
    for (const { group, place } of places.toSorted((a, b) => a.price - b.price || a.group - b.group)) {
      const best = mostUseful(left[place] ?? [], open);
      if (best !== null) take(group, best);
    }
    return { chosen, isExact: false };
  }
  const found = new Search(left, open, mostSteps).run();
  for (const [place, choice] of found.chosen.entries()) chosen[undecided[place] ?? 0] = choice;
  return { chosen, isExact: found.isExact };
}

/** What brings most of what is still needed, of equal ones the cheapest; null where nothing of it is. */
function mostUseful(candidates: readonly Candidate[], open: readonly number[]): Candidate | null {
  const usefulness = ({ brings }: Candidate) =>
    sumOf(brings.map((brought, need) => Math.min(brought, open[need] ?? 0)));
  let best: Candidate | null = null;
  for (const candidate of candidates) {
    if (usefulness(candidate) > (best === null ? 0 : usefulness(best))) best = candidate;
  }
  return best;
}

/** Of a unit, at its best. */
function priceOf(candidates: readonly Choice[]): number {
  return Math.min(Infinity, ...candidates.map(({ cost, brings }) => cost / sumOf(brings)));
}

/** A choice by its place in its group. What it costs is asked for where there is something to choose. */
class Candidate implements Choice {
  constructor(
    private readonly choice: Choice,
    readonly place: number,
  ) {}

  get cost(): number {
    return this.choice.cost;
  }

  get brings(): readonly number[] {
    return this.choice.brings;
  }
}

/**
 * Those that bring all that the group can for the needs that are to be met as a whole, without those that another is better than, the cheapest
 * first.
 */
function candidatesAmong(
  choices: readonly Choice[],
  most: readonly number[],
  isWhole: readonly boolean[],
): readonly Candidate[] {
  const [only] = choices;
  if (choices.length === 1 && only !== undefined) return [new Candidate(only, 0)];
  return undominated(
    choices
      .map((choice, place) => new Candidate(choice, place))
      .filter(({ brings }) => brings.every((brought, need) => !isWhole[need] || brought === most[need])),
  );
}

/** What it costs is asked for again and again. */
interface WeighedCandidate extends Choice {
  readonly place: number;
}

interface Offer {
  readonly place: number;
  readonly most: number;
  readonly price: number;
}

/** What was chosen at places of the order, the last one first. A step adds one, and copies none. */
interface Chosen {
  readonly place: number;
  readonly choice: number;
  readonly before: Chosen | null;
  /** How many there are. */
  readonly count: number;
}

class Search {
  private steps = 0;
  private best: { readonly chosen: Chosen | null; readonly cost: number; readonly count: number } | null = null;
  private readonly seen = new Map<string, { readonly cost: number; readonly count: number }>();
  /** Places in `candidates`, those that bring most for their cost first. */
  private readonly order: readonly number[];
  /** What the groups from a place of the order on can bring at most, by need. */
  private readonly mostFrom: readonly (readonly number[])[];
  /** Most that one choice brings, by need. */
  private readonly mostOfOne: readonly number[];
  /** By need: what each place of the order brings for it at most, and for how much a unit, the cheapest first. */
  private readonly offers: readonly (readonly Offer[])[];

  private readonly candidates: readonly (readonly WeighedCandidate[])[];

  constructor(
    groups: readonly (readonly Candidate[])[],
    private readonly needs: readonly number[],
    private readonly mostSteps: number,
  ) {
    const candidates = groups.map((group) => group.map(({ place, cost, brings }) => ({ place, cost, brings })));
    this.candidates = candidates;
    const prices = candidates.map(priceOf);
    this.order = candidates
      .map((_, place) => place)
      .filter((place) => prices[place] !== Infinity)
      .sort((a, b) => (prices[a] ?? 0) - (prices[b] ?? 0) || a - b);
    const inOrder = this.order.map((group) => candidates[group] ?? []);
    const most = inOrder.map((choices) => mostOfEach(choices, needs.length));
    this.mostFrom = sumsFromEach(most, needs.length);
    this.mostOfOne = needs.map((_, need) => Math.max(0, ...most.map((ofGroup) => ofGroup[need] ?? 0)));
    this.offers = needs.map((_, need) =>
      inOrder
        .map((choices, place) => ({
          place,
          most: most[place]?.[need] ?? 0,
          price: Math.min(Infinity, ...choices.map(({ cost, brings }) => cost / (brings[need] ?? 0))),
        }))
        .filter(({ most }) => most > 0)
        .sort((a, b) => a.price - b.price),
    );
  }

  run(): LeastCost {
    this.look(0, this.needs, 0, null);
    const byGroup = this.candidates.map<number | null>(() => null);
    for (let one = this.best?.chosen ?? null; one !== null; one = one.before)
      byGroup[this.order[one.place] ?? 0] = one.choice;
    return { chosen: byGroup, isExact: this.steps <= this.mostSteps };
  }

  private look(place: number, open: readonly number[], cost: number, chosen: Chosen | null): void {
    if (this.best !== null && this.steps > this.mostSteps) return;
    this.steps += 1;
    if (open.every((need) => need <= 0)) {
      this.keep(cost, chosen);
      return;
    }
    const group = this.order[place];
    if (group === undefined) return;
    if (open.some((need, at) => need > (this.mostFrom[place]?.[at] ?? 0))) return;
    if (this.isNoBetter(place, open, cost, countOf(chosen)) || this.wasThere(place, open, cost, countOf(chosen)))
      return;
    for (const { place: choice, cost: price, brings } of this.candidates[group] ?? []) {
      if (!brings.some((brought, at) => brought > 0 && (open[at] ?? 0) > 0)) continue;
      const left = open.map((need, at) => Math.max(0, need - (brings[at] ?? 0)));
      this.look(place + 1, left, cost + price, { place, choice, before: chosen, count: countOf(chosen) + 1 });
    }
    this.look(place + 1, open, cost, chosen);
  }

  /** Whether as much was open at this place before, for no more. */
  private wasThere(place: number, open: readonly number[], cost: number, count: number): boolean {
    const key = `${place}:${open.join()}`;
    const known = this.seen.get(key);
    if (known !== undefined && (known.cost < cost - 1e-9 || (known.cost < cost + 1e-9 && known.count <= count)))
      return true;
    this.seen.set(key, { cost, count });
    return false;
  }

  private isNoBetter(place: number, open: readonly number[], cost: number, count: number): boolean {
    if (this.best === null) return false;
    const least = cost + this.leastFor(place, open);
    if (least < this.best.cost - 1e-9) return false;
    if (least > this.best.cost + 1e-9) return true;
    const further = open.map((need, at) => (need > 0 ? Math.ceil(need / (this.mostOfOne[at] ?? 1)) : 0));
    return count + Math.max(0, ...further) >= this.best.count;
  }

  /** No choices from a place on meet what is open for less: parts of them could, at their best price. */
  private leastFor(place: number, open: readonly number[]): number {
    let least = 0;
    for (const [at, need] of open.entries()) {
      let left = need;
      let cost = 0;
      for (const offer of this.offers[at] ?? []) {
        if (left <= 0) break;
        if (offer.place < place) continue;
        const taken = Math.min(left, offer.most);
        cost += taken * offer.price;
        left -= taken;
      }
      least = Math.max(least, cost);
    }
    return least;
  }

  private keep(cost: number, chosen: Chosen | null): void {
    const count = countOf(chosen);
    const { best } = this;
    if (best !== null) {
      const isCheaper = cost < best.cost - 1e-9;
      const isAsCheap = cost < best.cost + 1e-9;
      if (!isCheaper && !(isAsCheap && count < best.count)) return;
    }
    this.best = { chosen, cost, count };
  }
}

/** By place: the sums of it and all that follow, by need. */
function sumsFromEach(numbers: readonly (readonly number[])[], needs: number): (readonly number[])[] {
  const sums: (readonly number[])[] = [];
  let following: readonly number[] = Array.from({ length: needs }, () => 0);
  for (const own of numbers.toReversed()) {
    following = following.map((sum, need) => sum + (own[need] ?? 0));
    sums.push(following);
  }
  return sums.reverse();
}

/** Without those than which another costs no more and brings no less; of equal ones the first stays. */
function undominated(choices: readonly Candidate[]): Candidate[] {
  return choices
    .filter(
      (choice) =>
        !choices.some(
          (other) =>
            other !== choice &&
            other.cost <= choice.cost &&
            other.brings.every((brought, need) => brought >= (choice.brings[need] ?? 0)) &&
            (other.place < choice.place ||
              other.cost < choice.cost ||
              other.brings.some((brought, need) => brought > (choice.brings[need] ?? 0))),
        ),
    )
    .sort((a, b) => a.cost - b.cost || a.place - b.place);
}

function countOf(chosen: Chosen | null): number {
  return chosen?.count ?? 0;
}

/** By need: what one of the choices brings at most. */
function mostOfEach(choices: readonly Choice[], needs: number): readonly number[] {
  const [only] = choices;
  if (choices.length === 1 && only !== undefined) return only.brings;
  return Array.from({ length: needs }, (_, need) => mostOf(choices, need));
}

function mostOf(choices: readonly Choice[], need: number): number {
  return Math.max(0, ...choices.map(({ brings }) => brings[need] ?? 0));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
