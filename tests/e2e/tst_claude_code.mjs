// SPDX-License-Identifier: Apache-2.0
// Claude Code without a login: `claude mcp get` starts the server, speaks to it and says whether it answers.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { client } from './clients/claude_code.mjs';
import { approveCommand, assertBytesEqual, tapped } from './support/guarded.mjs';
import { claude, referenceServer } from './support/npm.mjs';
import { assertListsTheSame } from './support/real_client.mjs';
import { run, runOrThrow } from './support/run.mjs';
import { ScratchHome } from './support/scratch_home.mjs';

const servers = ['everything', 'memory', 'sequential-thinking'];

async function get(home, name) {
  const { stdout } = await runOrThrow(claude, ['mcp', 'get', name], { env: home.environment(), cwd: home.file('project') });
  return stdout;
}

function newHome(entries) {
  const home = new ScratchHome();
  fs.mkdirSync(home.file('project'));
  home.writeJson(['.claude.json'], { mcpServers: entries });
  return home;
}

test('Claude Code connects to guarded servers as it does to unguarded ones', async () => {
  const home = newHome(Object.fromEntries(servers.map((name) => [name, referenceServer(name)])));
  try {
    for (const name of servers)
      assert.match(await get(home, name), /Status: ✔ Connected/, `${name}, direct`);

    const entries = home.readJson('.claude.json').mcpServers;
    for (const name of servers)
      entries[name] = tapped(entries[name], home.file(`inner-${name}`));
    home.writeJson(['.claude.json'], { ...home.readJson('.claude.json'), mcpServers: entries });
    for (const name of servers)
      await approveCommand(home, entries[name]);
    await home.gatehouse('protect', '--yes');
    const protectedFile = home.readJson('.claude.json');
    for (const name of servers) {
      assert.match(protectedFile.mcpServers[name].command, /gatehouse-wrap$/);
      protectedFile.mcpServers[name] = tapped(protectedFile.mcpServers[name], home.file(`outer-${name}`));
    }
    home.writeJson(['.claude.json'], protectedFile);
    for (const name of servers)
      assert.match(await get(home, name), /Status: ✔ Connected/, `${name}, guarded`);
    await home.untilQuiet();
    for (const name of servers) // `mcp get` kills the server as soon as it knows enough
      assertBytesEqual(home, { outerName: `outer-${name}`, innerName: `inner-${name}`, endsAbruptly: true });
  } finally {
    home.remove();
  }
});

test(`${client.name} lists its servers guarded as direct`, () => assertListsTheSame(client));

test('Claude Code connects to a server that waits for approval, and the entry is pending', async () => {
  const home = newHome({ memory: referenceServer('memory') });
  try {
    await home.gatehouse('protect', '--yes');
    assert.match(await get(home, 'memory'), /Status: ✔ Connected/);
    assert.match((await home.gatehouse('pending')).stdout, /memory/);
    await home.untilQuiet();
  } finally {
    home.remove();
  }
});

test('Claude Code starts the guarded private copy of a server that a tracked .mcp.json declares', async () => {
  const home = new ScratchHome();
  try {
    const project = home.file('project');
    const entry = referenceServer('memory');
    home.writeJson(['project', '.mcp.json'], { mcpServers: { memory: entry } });
    for (const args of [['init', '-q'], ['add', '.mcp.json']])
      await runOrThrow('git', args, { env: home.environment(), cwd: project });
    const shared = fs.readFileSync(home.file('project', '.mcp.json'), 'utf8');
    const protect = ['protect', '--yes', '--project', project];

    const refused = await run(home.cli, protect, { env: home.environment(), cwd: home.path });
    assert.equal(refused.status, 4, 'Claude Code was never started: there is no file to write to');
    assert.ok(!fs.existsSync(home.file('.claude.json')));

    assert.match(await get(home, 'memory'), /Scope: Project config/);
    await approveCommand(home, entry);
    await home.gatehouse(...protect);
    const guarded = await get(home, 'memory');
    assert.match(guarded, /Scope: Local config/);
    assert.match(guarded, /Command: .*gatehouse-wrap/);
    assert.match(guarded, /Status: ✔ Connected/);
    assert.equal(fs.readFileSync(home.file('project', '.mcp.json'), 'utf8'), shared);
    await home.untilQuiet();

    await home.gatehouse('unprotect', 'memory', '--yes');
    assert.match(await get(home, 'memory'), /Scope: Project config/);
    await home.untilQuiet();
  } finally {
    home.remove();
  }
});
