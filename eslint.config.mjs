/**
 * Lint: TypeScript with types, the import rules of the layers, and n8n's own rules on the part that n8n loads (the
 * profile for self-hosted n8n: sockets and timers rule out n8n Cloud anyway).
 */
import eslint from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import n8nBase from 'eslint-plugin-n8n-nodes-base';
import { defineConfig, globalIgnores } from 'eslint/config';
import typescript from 'typescript-eslint';
import { importRules } from './scripts/importRules.mjs';

const n8nCommunity = n8nCommunityNodesPlugin.configs.recommendedWithoutN8nCloudSupport;

/** n8n's own tool switches these off too: they contradict its newer rules or its types. */
const n8nOff = [
  'cred-class-field-documentation-url-miscased',
  'cred-class-field-type-options-password-missing',
  'node-class-description-inputs-wrong-regular-node',
  'node-class-description-outputs-wrong',
  'node-param-type-options-max-value-present',
];

/** The rules of one of the plugin's sets, with errors in place of what was switched off. */
const n8nBaseRules = set => ({
  ...n8nBase.configs[set].rules,
  ...Object.fromEntries(n8nOff.map(rule => [`n8n-nodes-base/${rule}`, 'off'])),
});

const scriptGlobals = ['console', 'process', 'URL', 'AbortSignal', 'fetch', 'setTimeout', 'setInterval'];
const moreScriptGlobals = ['clearTimeout', 'clearInterval', 'require', 'module', '__dirname'];

const onlyOrSkip =
  'MemberExpression[object.name=/^(describe|context|suite|it|specify|test)$/][property.name=/^(only|skip)$/]';
const skipInside = "CallExpression[callee.object.type='ThisExpression'][callee.property.name='skip']";
const disabledTest = 'CallExpression[callee.name=/^(xit|xdescribe|xcontext|xspecify)$/]';

export default defineConfig(
  globalIgnores([
    'dist/',
    'resources/filter.js',
    'resources/pace.js',
    'resources/bars.js',
    '.build/',
    '.demo/',
    'coverage/',
  ]),
  eslint.configs.recommended,
  {
    files: ['**/*.{mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries([...scriptGlobals, ...moreScriptGlobals].map(name => [name, 'readonly'])),
    },
  },
  {
    files: ['**/*.ts'],
    extends: [typescript.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      // The ports are interfaces with methods, taken apart on purpose; none of them uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Both hosts ask for functions that return promises, whether there is something to await or not.
      '@typescript-eslint/require-await': 'off',
      // `void promise` says that nobody waits, on purpose.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  ...importRules,
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: onlyOrSkip, message: 'Every test runs, always.' },
        { selector: skipInside, message: 'Every test runs, always.' },
        { selector: disabledTest, message: 'Every test runs, always.' },
      ],
    },
  },
  {
    files: ['nodes/**/*.node.ts', 'nodes/n8n*.ts', 'credentials/**/*.ts'],
    extends: [n8nCommunity],
    rules: { 'no-console': 'error' },
  },
  { plugins: { 'n8n-nodes-base': n8nBase } },
  { files: ['nodes/**/*.node.ts', 'nodes/n8n*.ts'], rules: n8nBaseRules('nodes') },
  { files: ['credentials/**/*.ts'], rules: n8nBaseRules('credentials') },
  {
    files: ['package.json'],
    extends: [n8nCommunity],
    languageOptions: { parser: typescript.parser, parserOptions: { extraFileExtensions: ['.json'] } },
    rules: {
      ...n8nBaseRules('community'),
      '@typescript-eslint/no-unused-expressions': 'off',
      'no-unused-expressions': 'off',
    },
  },
);
