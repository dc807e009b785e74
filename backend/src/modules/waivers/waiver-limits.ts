import type { DecidingPolicy } from '../../core/gate/evaluate.js';
import { valueOf } from '../../core/gate/setting.js';
import { CLEARING_STATUSES, waiverStatuses } from '../../core/gate/waiver-settings.js';
import { approversNeeded, longestOf } from '../../core/gate/waiver-terms.js';
import { writtenDuration } from '../../core/model/duration.js';
import type { Severity } from '../../core/model/severity.js';
import type { WaiverLimits } from './dto/waiver-limits.dto.js';

export function waiverLimits({ environments }: DecidingPolicy): WaiverLimits {
  return {
    environments: environments.map(({ name: environment, settings }) => ({
      environment,
      longest: bySeverity((severity) => {
        const longest = longestOf(settings, severity);
        return longest === Infinity ? null : writtenDuration(longest);
      }),
      approvers: bySeverity((severity) => approversNeeded(settings, severity)),
      statuses: [...(valueOf(settings, waiverStatuses) ?? CLEARING_STATUSES)],
    })),
  };
}

function bySeverity<Value>(valueFor: (severity: Severity) => Value): Record<Severity, Value> {
  return {
    critical: valueFor('critical'),
    high: valueFor('high'),
    medium: valueFor('medium'),
    low: valueFor('low'),
    unknown: valueFor('unknown'),
  };
}
