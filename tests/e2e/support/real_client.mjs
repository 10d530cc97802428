// SPDX-License-Identifier: Apache-2.0
// A real client lists its servers before and after `protect`, and after it or its user wrote the file anew.
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
  const states = await client.list(home);
  const tools = Object.fromEntries(names.map((name) => [name, toolsOffered(home.file(`tap-${name}`))]));
  return { states, tools };
}

/**
 * `client` names its file, writes it for some servers, and lists what it is connected to. Between the client and the server stands a
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

    const asTheClientLeftIt = fs.readFileSync(file, 'utf8');
    for (const name of names)
      await home.gatehouse('approve', `--scope=${client.scope ?? 'user'}`, '--', servers[name].command, ...servers[name].args);
    await home.gatehouse('protect', '--yes', '--project', home.file('project'));
    const protectedText = fs.readFileSync(file, 'utf8');
    assert.equal(protectedText.match(/--entry=/g)?.length, names.length, protectedText);
    assert.deepEqual(await listOnce(client, home), direct, 'guarded');

    // Whatever the client made of its file meanwhile, the entries are still ours, and undoing gives back what was there.
    const status = JSON.parse((await home.gatehouse('discover', '--json', '--project', home.file('project'))).stdout);
    const guarded = status.servers.filter((server) => server.entry.file === fs.realpathSync(file));
    assert.deepEqual(guarded.map((server) => [server.name, server.state]).sort(), names.map((name) => [name, 'waiting']));
    const isUntouched = fs.readFileSync(file, 'utf8') === protectedText;
    await home.gatehouse('unprotect', '--all', '--yes');
    const restored = fs.readFileSync(file, 'utf8');
    if (isUntouched)
      assert.equal(restored, asTheClientLeftIt);
    assert.doesNotMatch(restored, /--entry=|gatehouse-wrap/);
    assert.deepEqual(await listOnce(client, home), direct, 'restored');
    await home.untilQuiet();
  } finally {
    home.remove();
  }
}
