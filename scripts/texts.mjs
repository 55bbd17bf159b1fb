/**
 * Texts of Node-RED's dialogs and help, `locales/<language>/<type>.json` and `.html` of a provider's folder. What
 * several types have in common lies once in `nodes/locales/<language>`: a catalogue names it as `"shared": "source"` and
 * says what differs, and may itself be what others share; a help page takes parts in by `<!-- shared: outputs -->`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, sep } from 'node:path';
import { inProject } from './project.mjs';

const shared = inProject('nodes', 'locales');

/** Whether a file holds texts that have to be put together. */
export const isText = path =>
  path.startsWith(inProject('nodes') + sep) && path.includes(`${sep}locales${sep}`);

/** Whether a file is only a part of others. */
export const isShared = path => path.startsWith(shared + sep);

/** Writes one file of texts with its shared parts in it. */
export function writeText(path, target) {
  const folder = join(shared, basename(dirname(path)));
  const text = readFileSync(path, 'utf8');
  mkdirSync(dirname(target), { recursive: true });
  const isCatalogue = extname(path) === '.json';
  writeFileSync(target, isCatalogue ? JSON.stringify(catalogue(text, folder), null, 2) : help(text, folder));
}

function catalogue(text, folder) {
  const { shared: name, ...own } = JSON.parse(text);
  return name ? merged(catalogue(readFileSync(join(folder, `${name}.json`), 'utf8'), folder), own) : own;
}

/** `base`, with what `own` says in place of it, group by group. */
function merged(base, own) {
  const isGroup = value => typeof value === 'object' && value !== null;
  const entries = Object.entries(own).map(([key, value]) => {
    return [key, isGroup(value) && isGroup(base[key]) ? merged(base[key], value) : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}

function help(text, folder) {
  return text.replace(/^ *<!-- shared: (\w+) -->\n/gm, (_line, name) =>
    readFileSync(join(folder, `${name}.html`), 'utf8'),
  );
}
