/** THIRD-PARTY-NOTICES.md: what the bundled files contain, and under which terms. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from './project.mjs';

const allowed = /^(MIT|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0)$/;

/**
 * The notices for everything in these esbuild metafiles, the same text for the same versions.
 * @throws if a package has a licence that we do not ship, or ships no licence text.
 */
export function noticesOf(metafiles) {
  const inputs = metafiles.flatMap(metafile => Object.keys(metafile.inputs));
  const folders = new Set(inputs.map(packageFolder).filter(Boolean));
  const packages = [...folders]
    .map(describe)
    .sort((a, b) => (a.name + a.version < b.name + b.version ? -1 : 1));
  const head =
    '# Third-party notices\n\nThe published package contains these packages, bundled into `dist/vendor/`.\n' +
    'Written by `npm run build`; do not edit.\n';
  const sections = packages.map(
    ({ name, version, license, text }) =>
      `## ${name} ${version}\n\nLicence: ${license}\n\n\`\`\`text\n${text}\n\`\`\`\n`,
  );
  return [head, ...sections].join('\n');
}

/** `node_modules/a/node_modules/@s/b/lib/x.js` lies in package `node_modules/a/node_modules/@s/b`. */
function packageFolder(input) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input.replaceAll('\\', '/'))?.[1];
}

function describe(folder) {
  const { name, version, license } = JSON.parse(readFileSync(inProject(folder, 'package.json'), 'utf8'));
  if (!allowed.test(license)) {
    throw new Error(
      `${name} ${version} has the licence "${license}", which may not be bundled (${allowed.source}).`,
    );
  }
  const file = readdirSync(inProject(folder)).find(entry => /^licen[cs]e(\.|$)/i.test(entry));
  const text =
    file &&
    readFileSync(join(inProject(folder), file), 'utf8')
      .replaceAll('\r\n', '\n')
      .trim();
  // Some small packages keep their licence only in the README.
  const shipped = text || licenceOfReadme(folder);
  if (!shipped) throw new Error(`${name} ${version} ships no licence text: it cannot be bundled.`);
  return { name, version, license, text: shipped };
}

function licenceOfReadme(folder) {
  const file = readdirSync(inProject(folder)).find(entry => /^readme/i.test(entry));
  const readme = file ? readFileSync(join(inProject(folder), file), 'utf8').replaceAll('\r\n', '\n') : '';
  const section = readme.split(/^#+\s*licen[cs]e\s*$/im)[1];
  return section && /copyright/i.test(section) ? section.split(/^#+ /m)[0].trim() : undefined;
}
