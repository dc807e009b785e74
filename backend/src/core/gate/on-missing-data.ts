import { type AcceptOrUnknown, missingData, type MissingDataKind } from './modifiers.js';
import { valueOf, type WrittenSettings } from './setting.js';

/** What a rule means whose data no current scan carries. Licences that nothing requires are accepted unless the policy says otherwise. */
export function onMissingData(settings: WrittenSettings, kind: MissingDataKind): AcceptOrUnknown {
  const written = valueOf(settings, missingData);
  const given = typeof written === 'object' ? written[kind] : written;
  return given ?? (kind === 'licences' ? 'accept' : 'unknown');
}
