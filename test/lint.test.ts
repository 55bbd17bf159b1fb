/** The import rules forbid what they are for, and nothing that the layers need. */
import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ESLint, type Linter } from 'eslint';
import { parser } from 'typescript-eslint';
import { root } from './hosts/project';

/** A file, a line in it, and whether a rule must object. */
type Case = [file: string, line: string, verdict: 'allowed' | 'forbidden'];

const cases: Case[] = [
  ['core/connection.ts', `import './backoff';`, 'allowed'],
  ['core/connection.ts', `import '../ports/node';`, 'forbidden'],
  ['core/connection.ts', `import 'ws';`, 'forbidden'],
  ['core/connection.ts', `import type { Socket } from 'node:net';`, 'forbidden'],
  ['core/connection.ts', `export * from '../nodes/n8n';`, 'forbidden'],
  ['core/connection.ts', `void import('ws');`, 'forbidden'],
  ['core/connection.ts', `setTimeout(() => 0, 1);`, 'forbidden'],
  ['core/connection.ts', `globalThis.setTimeout(() => 0, 1);`, 'forbidden'],
  ['core/connection.ts', `process.exit();`, 'forbidden'],
  ['core/connection.ts', `Buffer.from('');`, 'forbidden'],
  ['core/connection.ts', `require('net');`, 'forbidden'],
  ['transforms/operator.ts', `import '../core/event';`, 'allowed'],
  ['transforms/operator.ts', `import '../core/connection';`, 'forbidden'],
  ['transforms/operator.ts', `import '../nodes/payload';`, 'forbidden'],
  ['transforms/alert/alert.ts', `import '../operator';`, 'allowed'],
  ['transforms/alert/alert.ts', `import '../../core/event';`, 'allowed'],
  ['transforms/alert/alert.ts', `import '../../core/connection';`, 'forbidden'],
  ['transforms/alert/alert.ts', `import '../../vendor/trading-signals';`, 'forbidden'],
  ['transforms/indicator/indicator.ts', `import '../../vendor/trading-signals';`, 'allowed'],
  ['transforms/indicator/indicator.ts', `import '../../vendor/ws';`, 'forbidden'],
  ['transforms/indicator/indicator.ts', `import '../../core/connection';`, 'forbidden'],
  ['ports/node.ts', `import 'node:fs';`, 'allowed'],
  ['ports/node.ts', `import '../vendor/ws';`, 'allowed'],
  ['ports/node.ts', `setTimeout(() => 0, 1);`, 'allowed'],
  ['ports/node.ts', `import 'ws';`, 'forbidden'],
  ['ports/node.ts', `import '../simulator/server';`, 'forbidden'],
  ['ports/practice.ts', `void import('../simulator/server');`, 'allowed'],
  ['nodes/node-red.ts', `import '../core/subscribe';`, 'allowed'],
  ['nodes/node-red.ts', `import type { NodeAPI } from 'node-red';`, 'allowed'],
  ['nodes/node-red.ts', `import 'n8n-workflow';`, 'forbidden'],
  ['nodes/node-red.ts', `import './n8n';`, 'forbidden'],
  ['nodes/node-red.ts', `import './InsightSentry/insightsentry.provider';`, 'forbidden'],
  ['nodes/n8n.ts', `import 'n8n-workflow';`, 'allowed'],
  ['nodes/n8n.ts', `setInterval(() => 0, 1);`, 'forbidden'],
  ['nodes/InsightSentry/insightsentry-live.ts', `import '../node-red';`, 'allowed'],
  ['nodes/InsightSentry/insightsentry-live.ts', `import '../n8n';`, 'forbidden'],
  ['nodes/InsightSentry/insightsentry-live.ts', `import 'n8n-workflow';`, 'forbidden'],
  ['nodes/InsightSentry/insightsentry-live.ts', `import './InsightSentryTrigger.node';`, 'forbidden'],
  ['nodes/InsightSentry/insightsentry-live.ts', `import '../Benzinga/benzinga.provider';`, 'forbidden'],
  ['nodes/InsightSentry/InsightSentryTrigger.node.ts', `import 'n8n-workflow';`, 'allowed'],
  ['nodes/InsightSentry/InsightSentryTrigger.node.ts', `import '../node-red';`, 'forbidden'],
  ['nodes/InsightSentry/insightsentry.provider.ts', `import '../../core/provider';`, 'allowed'],
  ['nodes/InsightSentry/insightsentry.provider.ts', `import './subscription';`, 'allowed'],
  ['nodes/InsightSentry/insightsentry.provider.ts', `import '../../core/connection';`, 'forbidden'],
  ['nodes/InsightSentry/insightsentry.provider.ts', `import '../Benzinga/benzinga.provider';`, 'forbidden'],
  ['nodes/InsightSentry/insightsentry.provider.ts', `fetch('');`, 'forbidden'],
  ['credentials/InsightSentryApi.credentials.ts', `import 'n8n-workflow';`, 'allowed'],
  ['credentials/InsightSentryApi.credentials.ts', `import '../ports/node';`, 'forbidden'],
  ['test/faults/checker.ts', `import './identity';`, 'allowed'],
  ['test/faults/checker.ts', `import './run';`, 'forbidden'],
  ['test/faults/checker.ts', `import type { FeedNotice } from '../../core/event';`, 'forbidden'],
  ['test/faults/identity.ts', `import '../../simulator/journal';`, 'forbidden'],
  ['test/faults/identity.ts', `import '../../nodes/Benzinga/times';`, 'forbidden'],
  ['simulator/server.ts', `import 'node:http'; setTimeout(() => 0, 1);`, 'allowed'],
];

describe('the import rules', () => {
  let eslint: ESLint;

  before(async () => {
    const url = pathToFileURL(join(root, 'scripts', 'importRules.mjs')).href;
    const { importRules } = (await import(url)) as { importRules: Linter.Config[] };
    const typescript: Linter.Config = { files: ['**/*.ts'], languageOptions: { parser } };
    eslint = new ESLint({
      cwd: root,
      overrideConfigFile: true,
      overrideConfig: [typescript, ...importRules],
    });
  });

  for (const [file, line, verdict] of cases) {
    it(`${file}: ${line} is ${verdict}`, async () => {
      const [result] = await eslint.lintText(line, { filePath: join(root, file) });
      const messages = (result?.messages ?? []).map(({ message }) => message);
      assert.equal(messages.length > 0, verdict === 'forbidden', messages.join('; '));
    });
  }
});
