// SPDX-License-Identifier: Apache-2.0
// A real client lists its servers before and after `protect`, and after it wrote the file anew.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { tapped } from './guarded.mjs';
import { referenceServer } from './npm.mjs';
import { ScratchHome } from './scratch_home.mjs';

const names = ['everything', 'memory'];

/** How many tools the server offered to the client over the recorded connection; nothing where it was not asked. */
function toolsOffered(prefix) {
  const lines = fs.readFileSync(`${prefix}.to-client`, 'utf8').split('\n').filter((line) => line !== '');
  const lists = lines.map((line) => JSON.parse(line).result?.tools).filter((tools) => tools);
  return lists.at(-1)?.length;
}

async function listOnce(client, home) {
  const listed = await client.list(home);
  const states = Object.fromEntries(names.map((name) => [name, listed[name]]));
  const tools = Object.fromEntries(names.map((name) => [name, toolsOffered(home.file(`tap-${name}`))]));
  return { states, tools };
}

/**
 * `client` names its file, writes it for some servers, lists what it is connected to, and adds a server `another` by its own means. Between the client and the server stands a
 * tap that records what the server said; the wrapper comes before it.
 */
export async function assertListsTheSame(client) {
  const home = new ScratchHome();
  try {
    const file = home.file(...client.file);
    fs.mkdirSync(home.file('project'), { recursive: true });
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const servers = Object.fromEntries(names.map((name) => [name, tapped(referenceServer(name), home.file(`tap-${name}`))]));
    fs.writeFileSync(file, client.text(servers));
    client.prepare?.(home);

    const direct = await listOnce(client, home);
    for (const name of names)
      assert.match(direct.states[name] ?? '', /^connected$|^Connected$|^(ok, )?\d+ tools$/, `${name}, direct`);

    for (const name of names)
      await home.gatehouse('approve', `--scope=${client.scope ?? 'user'}`, '--', servers[name].command, ...servers[name].args);
    await home.gatehouse('protect', '--yes', '--project', home.file('project'));
    const protectedText = fs.readFileSync(file, 'utf8');
    assert.equal(protectedText.match(/--entry=/g)?.length, names.length, protectedText);
    assert.deepEqual(await listOnce(client, home), direct, 'guarded');

    // The client writes its file anew, as it does when its user adds a server: the entries are still ours and still work.
    await client.rewrite(home);
    const rewritten = fs.readFileSync(file, 'utf8');
    assert.notEqual(rewritten, protectedText);
    const found = JSON.parse((await home.gatehouse('discover', '--json', '--project', home.file('project'))).stdout);
    const states = found.servers.filter((server) => server.entry.file === fs.realpathSync(file)).map((server) => [server.name, server.guarded]);
    assert.deepEqual(states.sort(), [['another', false], ...names.map((name) => [name, true])]);
    assert.deepEqual(await listOnce(client, home), direct, 'guarded, written anew');

    // Undoing takes nothing back but what is ours.
    await home.gatehouse('unprotect', '--all', '--yes');
    const restored = fs.readFileSync(file, 'utf8');
    assert.doesNotMatch(restored, /--entry=|gatehouse-wrap/);
    assert.match(restored, /another/);
    assert.deepEqual(await listOnce(client, home), direct, 'restored');
    await home.untilQuiet();
  } finally {
    home.remove();
  }
}
