// SPDX-License-Identifier: Apache-2.0
// A package runner in front of a real server, guarded, with a registry of the test's own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { declare, protect } from './guarded.mjs';
import { node } from './npm.mjs';
import { NpmRegistry } from './npm_registry.mjs';
import { ScratchHome } from './scratch_home.mjs';

export const memory = '@modelcontextprotocol/server-memory';
const initialize = { jsonrpc: '2.0', id: 1, method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'e2e', version: '1' } } };

/** Starts the guarded entry, initialises it, and ends it; resolves to what came back and what the wrapper said. */
export function start(home, entry, environment) {
  return new Promise((resolve, reject) => {
    const child = spawn(entry.command, entry.args, { cwd: home.path, env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
    let errors = '';
    let answer;
    const timer = setTimeout(() => { child.kill('SIGKILL'); reject(new Error(`no answer\n${errors}`)); }, 60_000);
    child.stderr.setEncoding('utf8').on('data', (text) => { errors += text; });
    readline.createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line);
      if (message.id === 1) {
        answer = message;
        child.stdin.end();
      }
    });
    child.stdin.on('error', () => {});
    child.on('error', reject);
    child.on('close', () => { clearTimeout(timer); resolve({ answer, errors }); });
    child.stdin.write(`${JSON.stringify(initialize)}\n`);
  });
}

export const isMemory = ({ answer }) => answer?.result?.serverInfo?.name === 'memory-server';

function assertIsMemory(started) {
  assert.ok(isMemory(started), started.errors);
}

/** `command`: what starts the newest version of the server. `programs`: name → file, of what lies in the first folder of PATH beside node.
 *  `variables`: more of the environment, by the registry's address. */
export async function withRegistry(command, programs, body, variables = () => ({})) {
  const home = new ScratchHome();
  fs.mkdirSync(home.file('registry'));
  fs.mkdirSync(home.file('node'));
  for (const [name, file] of Object.entries({ node, ...programs })) // Debian's own node is too old for the server
    fs.symlinkSync(file, home.file('node', name));
  const registry = await NpmRegistry.start(memory, home.file('registry'));
  try {
    const environment = home.environment({ PATH: `${home.file('node')}:/usr/local/bin:/usr/bin:/bin`,
      npm_config_registry: registry.address, npm_config_audit: 'false', npm_config_update_notifier: 'false',
      ...variables(registry.address) });
    declare(home, { memory: { command: command[0], args: command.slice(1) } });
    await body(home, registry, await protect(home, 'memory'), environment);
  } finally {
    await registry.stop();
    await home.untilQuiet();
    home.remove();
  }
}

/** What is fetched first is what was allowed, and an upgrade is one question. `runner`: as the question names it; `foldersOf`: what holds the
 *  node_modules that it has fetched, or `entriesOf`: what of the newest version is swapped; `upgraded`: the versions that it has then;
 *  `expire`: makes it ask its registry again; `needsApart`: it takes no packages that lie inside another. */
export async function learnsAndAsksOnce({ command, programs = {}, runner, foldersOf, entriesOf, upgraded: versions = '2026.9.7', expire = () => {},
  saysWhatItNeeds = true, needsApart = false, variables }) {
  await withRegistry(command, programs, async (home, registry, entry, environment) => {
    registry.saysWhatItNeeds = saysWhatItNeeds;
    if (needsApart)
      await registry.publishNeeds();
    await registry.publish('2026.8.31');

    // Nothing is on this disk yet, and the card says so; and that the registry is none of npm's.
    assert.ok(!isMemory(await start(home, entry, environment)));
    let [card] = await home.pendingCards();
    assert.deepEqual(card.unknown, ['package-not-here', 'registry-of-user']);
    await home.gatehouse('approve', card.id);

    // What is fetched is what was allowed; from then on it is known.
    assertIsMemory(await start(home, entry, environment));
    await home.gatehouse('snapshot');
    assert.deepEqual(await home.pendingCards().catch(() => []), []);
    assertIsMemory(await start(home, entry, environment));

    // The registry has a newer one: it is fetched and started, nothing of it is relayed.
    await registry.publish('2026.9.7');
    expire(home);
    const upgraded = await start(home, entry, environment);
    assert.ok(!isMemory(upgraded));
    assert.match(upgraded.errors, /nothing of it was relayed/);

    // One question, with both versions in it.
    assert.ok(!isMemory(await start(home, entry, environment)));
    [card] = await home.pendingCards();
    assert.deepEqual(card.changes.map(({ field, before, after }) => [field, before, after]),
      [['package', `${runner} ${memory} 2026.8.31`, `${runner} ${memory} ${versions}`]]);
    const said = (await home.gatehouse('pending')).stdout;
    assert.match(said.replace(/ +/g, ' '), new RegExp(`upgraded ${memory} 2026\\.8\\.31 -> ${versions.replaceAll('.', '\\.')}`));
    await home.gatehouse('approve', card.id);
    assertIsMemory(await start(home, entry, environment));

    // A file of the package is swapped under its version.
    const entries = entriesOf?.(home) ?? foldersOf(home).map((folder) => path.join(folder, 'node_modules', memory, 'dist', 'index.js'));
    assert.ok(entries.length > 0);
    for (const file of entries)
      fs.appendFileSync(file, '\n// evil');
    assert.ok(!isMemory(await start(home, entry, environment)));
    const swapped = (await home.pendingCards()).find(({ changes }) => changes[0]?.field === 'package-files');
    assert.ok(swapped);
  }, variables);
}
