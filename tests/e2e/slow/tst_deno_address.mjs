// SPDX-License-Identifier: Apache-2.0
// The real Deno that runs a server from an address, behind the wrapper: what it has fetched is what was allowed, with what that imports.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { GuardedServer, isGatehouse } from '../support/guarded_server.mjs';
import { deno } from '../support/npm.mjs';
import { filesBelow } from '../support/own_script.mjs';
import { ScratchHome } from '../support/scratch_home.mjs';
import { ScriptServer } from '../support/script_server.mjs';

const server = `
import { name } from './lib/tools.ts';
import readline from 'node:readline';
const answer: (line: string) => void = (line) => {
  const { id, method } = JSON.parse(line);
  if (method === 'initialize')
    console.log(JSON.stringify({ jsonrpc: '2.0', id, result: { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name, version: '1' } } }));
};
readline.createInterface({ input: process.stdin }).on('line', answer).on('close', () => process.exit(0));
`;
const toolsOf = (name) => `export const name: string = '${name}';\n`;

async function withAddress(how, body) {
  const home = new ScratchHome();
  const served = await ScriptServer.start({ folder: home.file('served'), ...how });
  fs.mkdirSync(home.file('bin'));
  fs.symlinkSync(deno, home.file('bin', 'deno'));
  const environment = home.environment({ PATH: `${home.file('bin')}:/usr/bin:/bin`, DENO_NO_UPDATE_CHECK: '1' });
  if (how.secure)
    environment.DENO_CERT = served.authority;
  served.modules = { '/a/server.ts': `import process from 'node:process';${server}`, '/a/lib/tools.ts': toolsOf('good') };
  try {
    await body({ home, served, guarded: new GuardedServer(home, environment) });
  } finally {
    await served.stop();
    await home.untilQuiet();
    home.remove();
  }
}

for (const secure of [false, true]) {
  test(`deno run ${secure ? 'https' : 'http'}://…: what is fetched first is learned, and starts from then on without its server`, async () => {
    await withAddress({ secure }, async ({ served, guarded }) => {
      await guarded.declare(['deno', 'run', '--allow-all', `${served.address}/a/server.ts`]);
      assert.match(await guarded.name(), isGatehouse);
      assert.deepEqual(served.asked, [], 'nothing is fetched before it is allowed');
      const card = await guarded.approve();
      assert.deepEqual(card.unknown, ['network-address-kept', 'package-not-here']);
      assert.equal(await guarded.name(), 'good', guarded.errors);
      assert.deepEqual(served.asked, ['/a/server.ts', '/a/lib/tools.ts']);
      await guarded.untilLearned();

      // What the address holds by now does not matter: Deno keeps what it has fetched.
      served.modules['/a/lib/tools.ts'] = toolsOf('evil');
      assert.equal(await guarded.name(), 'good', guarded.errors);
      await served.stop();
      assert.equal(await guarded.name(), 'good', guarded.errors);
      await guarded.untilLearned();
    });
  });
}

test('deno run address: what Deno keeps is exchanged, of the script or of what it imports: nothing of it runs unasked', async () => {
  await withAddress({}, async ({ home, served, guarded }) => {
    await guarded.allow(['deno', 'run', '--allow-all', `${served.address}/a/server.ts`], 'good');
    await guarded.untilLearned();

    const kept = filesBelow(home.file('.cache', 'deno', 'remote'));
    assert.equal(kept.length, 2);
    for (const file of kept) {
      const text = fs.readFileSync(file, 'utf8');
      const evil = text.replace('\n', '\nDeno.writeTextFileSync(Deno.env.get("HOME") + "/ran", "");\n');
      fs.writeFileSync(file, evil);
      assert.match(await guarded.name(), isGatehouse, file);
      assert.ok(!fs.existsSync(home.file('ran')));
      fs.writeFileSync(file, text);
      assert.equal(await guarded.name(), 'good', guarded.errors);
    }
    const cards = await home.pendingCards();
    assert.ok(cards.length > 0 && cards.every(({ changes }) => changes.length === 1 && changes[0].field === 'package-files'));
  });
});

test('deno run address: what is fetched anew is the same where it says the same, and asks where it does not', async () => {
  await withAddress({}, async ({ home, served, guarded }) => {
    await guarded.allow(['deno', 'run', '--allow-all', `${served.address}/a/server.ts`], 'good');
    await guarded.untilLearned();

    const cache = home.file('.cache', 'deno', 'remote');
    const before = filesBelow(cache).map((file) => fs.readFileSync(file, 'utf8'));
    // Its cache is emptied: it is not the one that was allowed until it is there again.
    const fetchAgain = async () => {
      fs.rmSync(cache, { recursive: true });
      const name = await guarded.name();
      assert.match(name, isGatehouse);
      for (const card of await home.pendingCards())
        await home.gatehouse('approve', card.id);
      return guarded.name();
    };
    assert.equal(await fetchAgain(), 'good', guarded.errors);
    assert.notDeepEqual(filesBelow(cache).map((file) => fs.readFileSync(file, 'utf8')), before, 'the moment is noted in it');
    await guarded.untilLearned();
    assert.equal(await guarded.name(), 'good', guarded.errors);
  });
});

test('deno run --reload address: the same again asks nothing, another one is never relayed and asks once', async () => {
  await withAddress({}, async ({ home, served, guarded }) => {
    await guarded.declare(['deno', 'run', '--reload', '--allow-all', `${served.address}/a/server.ts`]);
    await guarded.name();
    const card = await guarded.approve();
    assert.deepEqual(card.unknown, ['fetched-anew', 'network-address-kept', 'package-not-here']);
    assert.equal(await guarded.name(), 'good', guarded.errors);
    await guarded.untilLearned();
    assert.equal(await guarded.name(), 'good', guarded.errors);
    assert.equal(served.asked.length, 4, 'fetched twice');

    served.modules['/a/lib/tools.ts'] = toolsOf('evil');
    assert.equal(await guarded.name(), undefined);
    assert.match(guarded.errors, /nothing of it was relayed/);
    assert.match(await guarded.name(), isGatehouse);
    const { changes } = await guarded.approve();
    assert.deepEqual(changes.map(({ field }) => field), ['package-files']);
    assert.equal(await guarded.name(), 'evil', guarded.errors);
    await home.untilQuiet();
  });
});
