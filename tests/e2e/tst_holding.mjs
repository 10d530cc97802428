// SPDX-License-Identifier: Apache-2.0
// A server that nobody has approved: not started, answered for, and taken over by the real one at approval, with the client connected.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { ClientProcess } from './support/client_process.mjs';
import { declare, protect, tapped } from './support/guarded.mjs';
import { ownServer, referenceServer } from './support/npm.mjs';
import { ScratchHome } from './support/scratch_home.mjs';

const listChanged = 'notifications/tools/list_changed';

/** A home whose only server is protected and not approved; the tap shows whether it was ever started. */
async function withWaitingServer(kind, entry, play) {
  const home = new ScratchHome();
  const client = new ClientProcess(kind);
  try {
    declare(home, { waiting: tapped(entry, home.file('inner')) });
    const guarded = await protect(home, 'waiting');
    await play(home, client, guarded);
    await client.end();
    await home.untilQuiet();
  } finally {
    await client.end();
    home.remove();
  }
}

const wasStarted = (home) => fs.existsSync(home.file('inner.to-server'));

const modernOnlyServer = () => ({
  ...ownServer('modern_server.mjs', '--modern-only'), env: { E2E_PACKAGES: process.env.E2E_PACKAGES } });

/** The id that the refusal of a call names, as a user would read it. */
async function cardIdFrom(client) {
  const refused = await client.call('callTool', { name: 'read_graph', arguments: {} });
  assert.equal(refused.isError, true);
  const found = /gatehouse-cli approve ([a-z0-9]{8})/.exec(refused.content[0].text);
  assert.ok(found, refused.content[0].text);
  return found[1];
}

const clients = [['sdk_v1', undefined], ['sdk_v2', 'legacy'], ['sdk_v2', 'auto']];

for (const [kind, mode] of clients) {
  test(`${kind} ${mode ?? ''} gets the tools of a server that is approved while it is connected`, () =>
    withWaitingServer(kind, referenceServer('memory'), async (home, client, entry) => {
      const { capabilities } = await client.call('connect', entry, { env: home.environment(), cwd: home.path, mode });
      assert.equal(capabilities.tools.listChanged, true);
      assert.deepEqual((await client.call('listTools')).tools, []);
      const id = await cardIdFrom(client);
      assert.ok((await home.gatehouse('pending')).stdout.includes(id));
      assert.equal(wasStarted(home), false, 'nothing may run before it is approved');

      const approved = await home.gatehouseAtTerminal('approve', id);
      assert.equal(approved.status, 0, approved.stdout);
      await client.untilEvent(listChanged);

      const { tools } = await client.call('listTools');
      assert.ok(tools.some((tool) => tool.name === 'create_entities'));
      const graph = await client.call('callTool', { name: 'read_graph', arguments: {} });
      assert.ok(!graph.isError, JSON.stringify(graph));
      assert.equal(client.count(listChanged), 1);
      const handshakes = fs.readFileSync(home.file('inner.to-server'), 'utf8').match(/"method":"initialize"/g);
      assert.equal(handshakes.length, 1);
      await client.call('close');
    }));
}

test('a list that is asked for while the server waits is answered by the real one, if it is approved soon', () =>
  withWaitingServer('sdk_v1', referenceServer('memory'), async (home, client, entry) => {
    await client.call('connect', entry, { env: home.environment(), cwd: home.path });
    const listed = client.call('listTools');
    const id = await cardIdFrom(client);
    await home.gatehouseAtTerminal('approve', id);
    assert.ok((await listed).tools.length > 0);
    await client.call('close');
  }));

test('a denied server is not started, and calls say so', () =>
  withWaitingServer('sdk_v1', referenceServer('memory'), async (home, client, entry) => {
    await client.call('connect', entry, { env: home.environment(), cwd: home.path });
    const denied = await home.gatehouseAtTerminal('deny', await cardIdFrom(client));
    assert.equal(denied.status, 0, denied.stdout);
    await client.call('close');

    const again = new ClientProcess('sdk_v1');
    try {
      await again.call('connect', entry, { env: home.environment(), cwd: home.path });
      const refused = await again.call('callTool', { name: 'read_graph', arguments: {} });
      assert.equal(refused.isError, true);
      assert.match(refused.content[0].text, /denied/i);
      assert.equal(wasStarted(home), false);
    } finally {
      await again.end();
    }
  }));

test('the client that waits cannot approve, not even from a terminal of its own', () =>
  withWaitingServer('sdk_v1', referenceServer('memory'), async (home, client, entry) => {
    await client.call('connect', entry, { env: home.environment(), cwd: home.path });
    const id = await cardIdFrom(client);
    const attempt = await client.call('run', 'script',
      ['--quiet', '--return', '--command', `'${home.cli}' approve ${id}`, '/dev/null'], { env: home.environment() });
    assert.notEqual(attempt.status, 0);
    const plain = await client.call('run', home.cli, ['approve', id], { env: home.environment() });
    assert.notEqual(plain.status, 0);
    assert.equal((await client.call('callTool', { name: 'read_graph', arguments: {} })).isError, true);
    assert.equal(wasStarted(home), false);
    await client.call('close');
  }));

test('a client pinned to 2026-07-28 cannot connect while the server waits, and can after the approval', () =>
  withWaitingServer('sdk_v2', modernOnlyServer(), async (home, client, entry) => {
    const options = { env: home.environment(), cwd: home.path, mode: { pin: '2026-07-28' } };
    await assert.rejects(client.call('connect', entry, options));
    const [card] = await home.pendingCards();
    assert.equal((await home.gatehouseAtTerminal('approve', card.id)).status, 0);

    await client.call('connect', entry, options);
    const { tools } = await client.call('listTools');
    assert.ok(tools.some((tool) => tool.name === 'echo'));
    await client.call('close');
  }));
