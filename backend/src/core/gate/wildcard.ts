/**
 * Whether a text matches a pattern in which `*` stands for any letters but `/`, and `**` for any letters.
 * Takes pattern length × text length steps at most, whatever the pattern.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const parts = pattern.match(/\*\*|\*|[^*]/gs) ?? [];
  let reachable = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    for (const position of reachable) {
      if (part !== '*' && part !== '**') {
        if (text[position] === part) next.add(position + 1);
        continue;
      }
      for (let end = position; end <= text.length && !next.has(end); end += 1) {
        next.add(end);
        if (part === '*' && text[end] === '/') break;
      }
    }
    reachable = next;
    if (reachable.size === 0) return false;
  }
  return reachable.has(text.length);
}
