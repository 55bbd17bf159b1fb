/** In Title Case, as n8n writes names: `Change in percent` becomes `Change in Percent`. */
export function titleCase(text: string): string {
  const small = /^(?:a|an|and|as|at|by|in|is|of|or|than|the|to)$/;
  return text.replace(/[^\s(]+/g, (word, at: number) =>
    at > 0 && small.test(word) ? word : word.charAt(0).toUpperCase() + word.slice(1),
  );
}
