/** The project's root and scripts, for tests that run compiled from another folder than their sources. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const root = findRoot(__dirname);

export interface Manifest {
  name: string;
  version: string;
  files: string[];
  'node-red': { version: string; nodes: Record<string, string> };
  n8n: { nodes: string[]; credentials: string[] };
}

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** Where `scripts/hosts.mjs` keeps the real hosts: `node` is a program, the others are scripts to run with it. */
export interface Hosts {
  node: string;
  nodeRed5: string;
  nodeRed4: string;
  n8n: string;
}

interface HostsScript {
  ensure(names: string[]): Promise<Hosts>;
}

interface PackScript {
  packTarball(): Promise<string>;
  installTarball(folder: string, host: 'node-red' | 'n8n', node: string, tarball: string): Promise<string>;
}

/** Installs hosts that are missing (a warm call takes milliseconds) and says where they are. */
export async function ensureHosts(...names: string[]): Promise<Hosts> {
  return (await script<HostsScript>('hosts.mjs')).ensure(names);
}

export function packScript(): Promise<PackScript> {
  return script<PackScript>('pack.mjs');
}

/** The scripts are ES modules without types; what is used of them is declared above. */
async function script<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(join(root, 'scripts', name)).href)) as T;
}

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('No package.json above the tests.');
  return findRoot(parent);
}
