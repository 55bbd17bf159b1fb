/** Several Node-RED flow files as one. */

/**
 * Merges flow arrays in the given order. An id that an earlier file uses too gets a new one, with every reference to
 * it; a config node that equals an earlier one is left out, so that the examples share one account and connection.
 */
export function mergeFlows(files) {
  const merged = [];
  const used = new Set();
  for (const [index, nodes] of files.entries()) {
    const renamed = new Map();
    const own = [];
    // Config nodes first: what refers to them must know which one stays.
    for (const node of [...nodes].sort((a, b) => isConfig(b) - isConfig(a))) {
      const twin = isConfig(node) ? merged.find(other => isSame(other, rename(node, renamed))) : undefined;
      if (twin) renamed.set(node.id, twin.id);
      else if (used.has(node.id)) renamed.set(node.id, `${node.id}-${index + 1}`);
      if (!twin) own.push(node);
    }
    for (const node of own) merged.push(rename(node, renamed));
    for (const node of merged) used.add(node.id);
  }
  return merged;
}

/** A config node has no place on a tab. */
const isConfig = ({ type, x }) => x === undefined && type !== 'tab' && type !== 'subflow' && type !== 'group';

const isSame = (a, b) => JSON.stringify({ ...a, id: '' }) === JSON.stringify({ ...b, id: '' });

/** Words that a person reads, which may happen to equal an id. */
const words = ['type', 'name', 'label', 'info'];

/** A copy in which every string that is a renamed id is the new one, however deep. */
function rename(value, renamed) {
  if (typeof value === 'string') return renamed.get(value) ?? value;
  if (Array.isArray(value)) return value.map(item => rename(item, renamed));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    words.includes(key) ? inner : rename(inner, renamed),
  ]);
  const subflow = /^subflow:(.*)$/.exec(value.type)?.[1];
  return Object.assign(
    Object.fromEntries(entries),
    renamed.has(subflow) && { type: `subflow:${renamed.get(subflow)}` },
  );
}
