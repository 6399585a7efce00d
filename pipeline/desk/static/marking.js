// Which blocks something was found about: by their place, what is said of them, worst first.

const WEIGHT = { error: 0, warning: 1, info: 2 };

/** A map from the place of a block to its findings; a finding that spans blocks stands at each of them. */
export function marksOf({ findings, lines }) {
  const found = new Map();
  for (const finding of findings) {
    if (!finding.first || finding.severity === "info") continue;
    for (const [file, first, last] of lines) {
      if (file !== finding.file || last < finding.first || first > finding.last) continue;
      const place = `${file}:${first}`;
      if (!found.has(place)) found.set(place, []);
      found.get(place).push(finding);
    }
  }
  for (const own of found.values()) own.sort((one, other) => WEIGHT[one.severity] - WEIGHT[other.severity]);
  return found;
}

/** The findings of a block in one breath, for a pointer that rests on it and for a screen reader. */
export function told(findings) {
  return findings.map((each) => [each.message, each.hint].filter(Boolean).join(": ")).join("\n");
}
