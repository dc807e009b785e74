import { advisoriesOf, component, type Ecosystem, type SyntheticComponent } from './catalogue.js';
import { mix } from './random.js';

/** What a synthetic report lists, whatever its format. */
export interface Content {
  /** Numbers of the catalogue. */
  readonly components: readonly number[];
  /** Vulnerabilities a component has on average. */
  readonly mean: number;
  /** Stops at this many vulnerabilities. */
  readonly limit?: number;
}

export interface ListedComponent {
  readonly number: number;
  readonly component: SyntheticComponent;
  /** Numbers of the catalogue. */
  readonly advisories: readonly number[];
}

const ECOSYSTEMS: readonly Ecosystem[] = ['debian', 'npm', 'gobinary', 'python-pkg'];

/** In the order of the report. */
export function* contentOf({
  components,
  mean,
  limit = Infinity,
}: Content): Generator<{ ecosystem: Ecosystem; listed: readonly ListedComponent[] }> {
  const all = components.map((number) => ({ number, component: component(number) }));
  let left = limit;
  for (const ecosystem of ECOSYSTEMS) {
    const listed = all
      .filter((each) => each.component.ecosystem === ecosystem)
      .map((each) => {
        const advisories = advisoriesOf(each.number, mean).slice(0, left);
        left -= advisories.length;
        return { ...each, advisories };
      });
    yield { ecosystem, listed };
  }
}

export function isFixed(component: number, advisory: number): boolean {
  return mix(component, advisory, 43) % 10 < 7;
}

export function layerDigestOf(component: number): { diffId: string; digest: string } {
  const layer = (mix(component, 41) % 12).toString(16);
  return { diffId: `sha256:${layer.padStart(64, 'd')}`, digest: `sha256:${layer.padStart(64, 'e')}` };
}

export const CVSS_VECTOR = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

export function filePathOf({ ecosystem, name }: SyntheticComponent): string | null {
  return ecosystem === 'npm' ? `app/node_modules/${name}/package.json` : null;
}

export function urlOf(advisoryId: string): string {
  return `https://avd.aquasec.com/nvd/${advisoryId.toLowerCase()}`;
}
