/**
 * Who may import whom (design: core ← nothing; transforms ← events; a provider ← the core's types; adapters ← core,
 * transforms, ports; only ports and vendor reach the outside), as settings for ESLint.
 */
import { manifest } from './project.mjs';

const own = '\\./[^/]+';
const nodeRedShells = Object.values(manifest['node-red'].nodes).map(path =>
  path.replace(/^dist\//, '').replace(/\.js$/, '.ts'),
);

const knownToTransforms =
  'core/(event|errors|provider|read|words|plain-text|sec-forms|fingerprint|kept-rows)';
const transformsWhy =
  'a transform knows events, forms and guards: it reaches no engine, no provider and no host';

/** `allowed` are the whole specifiers that the files of a zone may import; everything else is an error. */
const zones = [
  { files: ['core/**/*.ts'], allowed: [own], why: 'core/ imports nothing from outside core/' },
  {
    files: ['transforms/*.ts'],
    allowed: [own, `\\.\\./${knownToTransforms}`],
    why: transformsWhy,
  },
  {
    files: ['transforms/*/*.ts'],
    ignores: ['transforms/indicator/*.ts'],
    allowed: [own, '\\.\\./[^.]+', `\\.\\./\\.\\./${knownToTransforms}`],
    why: transformsWhy,
  },
  {
    files: ['transforms/indicator/*.ts'],
    allowed: [
      own,
      '\\.\\./[^.]+',
      `\\.\\./\\.\\./${knownToTransforms}`,
      '\\.\\./\\.\\./vendor/trading-signals',
    ],
    why: `${transformsWhy}; this one also the library of indicators, which does no I/O`,
  },
  { files: ['vendor/**/*.ts'], allowed: ['[^.].*'], why: 'a vendor leaf holds packages of others only' },
  {
    files: ['ports/**/*.ts'],
    ignores: ['ports/practice.ts'],
    allowed: [own, '\\.\\./(core|vendor)/.+', 'node:.+'],
    why: 'ports/ imports core/, vendor/ and node:*; the simulator only through ports/practice',
  },
  {
    files: ['ports/practice.ts'],
    allowed: [own, '\\.\\./(core|vendor|simulator)/.+', 'node:.+'],
    why: 'ports/practice imports ports/, core/, vendor/, simulator/ and node:*',
  },
  {
    files: ['nodes/*.ts'],
    ignores: ['nodes/n8n*.ts'],
    allowed: ['\\./(?!n8n)[^/]+', '\\.\\./(core|transforms|ports)/.+', 'node-red'],
    why: 'an adapter imports core/, transforms/, ports/ and its own host; never n8n on the way to Node-RED',
  },
  {
    files: ['nodes/n8n*.ts'],
    allowed: ['\\./(?!node-red)[^/]+', '\\.\\./(core|transforms|ports)/.+', 'n8n-workflow'],
    why: 'an adapter imports core/, transforms/, ports/ and its own host',
  },
  {
    files: nodeRedShells,
    allowed: [
      '\\./(?!.*\\.node$)[^/]+',
      '\\.\\./(?!n8n)[a-z][^/]*',
      '\\.\\./\\.\\./(core|transforms)/.+',
      'node-red',
    ],
    why: 'a Node-RED shell imports its own folder, the adapters in nodes/, core/ and transforms/; never n8n',
  },
  {
    files: ['nodes/*/*.node.ts'],
    allowed: [own, '\\.\\./(?!node-red)[a-z][^/]*', '\\.\\./\\.\\./(core|transforms)/.+', 'n8n-workflow'],
    why: 'an n8n shell imports its own folder, the adapters in nodes/, core/, transforms/ and n8n-workflow',
  },
  {
    files: ['nodes/*/**/*.ts'],
    ignores: ['nodes/*/*.node.ts', ...nodeRedShells],
    allowed: [
      own,
      '\\.\\./\\.\\./core/(provider|errors|read|event|address|words|refusal|ports|account|quotes|plain-text|typed-lists|fingerprint|sec-forms)',
    ],
    why: 'a provider imports its own folder and the types and guards of core/, which hold no engine; never another provider or a host',
  },
  {
    files: ['credentials/**/*.ts'],
    allowed: ['n8n-workflow', '\\.\\./(core|nodes)/.+'],
    why: 'a credential imports n8n-workflow, core/ and nodes/',
  },
  {
    files: ['test/faults/{checker,identity,journals}.ts'],
    allowed: ['\\./(identity|journals)'],
    why: 'the checker of runs with faults shares no code with what it checks: not with the engine, nor with the practice feed',
  },
];

const timers = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
];
const network = ['fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource'];
const nodeGlobals = ['process', 'Buffer', 'global', 'require', 'module', '__dirname', '__filename'];
const pure = ['core/**/*.ts', 'transforms/**/*.ts', 'nodes/*/**/*.ts'];
const hostSide = [...nodeRedShells, 'nodes/*/*.node.ts'];

const forbidGlobals = (names, why) => ({
  'no-restricted-globals': ['error', ...names.map(name => ({ name, message: why }))],
});

const dynamicImports = {
  selector: 'ImportExpression',
  message: 'An import at run time escapes the import rules; only ports/ may load something lazily.',
};

/** What `globalThis.setTimeout` would get past the rule on globals. */
const globalThisDetours = {
  selector: `MemberExpression[object.name='globalThis'][property.name=/^(${[...timers, ...network, ...nodeGlobals].join('|')})$/]`,
  message: 'Timers, sockets, files and fetch come through core/ports.',
};

/** ESLint's flat settings for all of the above. */
export const importRules = [
  ...zones.map(({ files, ignores = [], allowed, why }) => ({
    files,
    ignores,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: `^(?!(?:${allowed.join('|')})$)`, message: `${why}.` }] },
      ],
    },
  })),
  {
    files: ['core/**/*.ts', 'transforms/**/*.ts', 'nodes/**/*.ts', 'credentials/**/*.ts'],
    rules: {
      ...forbidGlobals([...timers, ...network], 'Timers, sockets and fetch come through core/ports.'),
      'no-restricted-syntax': ['error', dynamicImports, globalThisDetours],
    },
  },
  {
    files: pure,
    ignores: hostSide,
    rules: forbidGlobals([...timers, ...network, ...nodeGlobals], 'This part does no I/O: see core/ports.'),
  },
];
