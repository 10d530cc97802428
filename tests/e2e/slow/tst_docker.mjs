// SPDX-License-Identifier: Apache-2.0
// The real docker and its real engine in front of real containers, behind the wrapper: what a tag leads to is part of what was allowed.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { DockerEngine, programOf, serverScript } from '../support/docker_engine.mjs';
import { GuardedServer, isGatehouse } from '../support/guarded_server.mjs';
import { ScratchHome } from '../support/scratch_home.mjs';

/** An engine, and what a guarded `docker run` of it says. */
async function withEngine(body) {
  const home = new ScratchHome();
  const engine = await DockerEngine.start(home.file('engine'));
  const environment = home.environment({ DOCKER_HOST: engine.host });
  try {
    await body({ home, engine, environment, guarded: new GuardedServer(home, environment) });
  } finally {
    await engine.endAll();
    await home.untilQuiet();
    home.remove();
  }
}

const ofTag = (tag, ...more) => ['docker', 'run', '-i', '--rm', '--network', 'none', ...more, tag];

test('docker run image:tag: the image behind the tag is what was allowed, another one asks once', async () => {
  await withEngine(async ({ home, engine, guarded }) => {
    const good = await engine.make('mcp/own:1', 'good');
    const card = await guarded.allow(ofTag('mcp/own:1'), 'good');
    assert.deepEqual(card.unknown, []);
    assert.deepEqual([card.package.found, card.package.origin], [good, 'engine']);
    assert.equal(await guarded.name(), 'good', guarded.errors);

    // The rug is pulled: the same words lead to another image.
    const evil = await engine.make('mcp/own:1', 'evil');
    assert.match(await guarded.name(), isGatehouse);
    const said = (await home.gatehouse('pending')).stdout.replace(/ +/g, ' ');
    assert.match(said, new RegExp(`another image mcp/own:1 ${good.slice(0, 19)} -> ${evil.slice(0, 19)}`));
    const { changes } = await guarded.approve();
    assert.deepEqual(changes, [{ field: 'package', before: `docker mcp/own:1 ${good}`, after: `docker mcp/own:1 ${evil}` }]);
    assert.equal(await guarded.name(), 'evil', guarded.errors);
  });
});

test('docker run image:tag: where the tag is turned between the check and the start, nothing is relayed', async () => {
  await withEngine(async ({ home, engine, environment, guarded }) => {
    await engine.make('mcp/evil:1', 'evil');
    await engine.make('mcp/own:1', 'good');
    // It stands in for somebody else at that moment.
    fs.mkdirSync(home.file('bin'));
    fs.writeFileSync(home.file('bin', 'docker'), `#!/bin/sh\nif [ -e '${home.file('turn')}' ]; then ${programOf('docker')} tag mcp/evil:1 mcp/own:1; fi\n`
      + `exec ${programOf('docker')} "$@"\n`, { mode: 0o755 });
    environment.PATH = `${home.file('bin')}:${environment.PATH}`;
    await guarded.declare(ofTag('mcp/own:1'));
    await guarded.name();
    await guarded.approve();
    assert.equal(await guarded.name(), 'good', guarded.errors);

    fs.writeFileSync(home.file('turn'), '');
    assert.notEqual(await guarded.name(), 'evil');
    assert.match(guarded.errors, /nothing of it was relayed/);
    assert.match(await guarded.name(), isGatehouse);
    const { changes } = await guarded.approve();
    assert.deepEqual(changes.map(({ field }) => field), ['package']);
  });
});

test('docker run image:tag: what is fetched first is what was allowed, and what --pull fetches later asks', async () => {
  await withEngine(async ({ engine, guarded }) => {
    const registry = await engine.startRegistry();
    const tag = `${registry}/mcp/own:1`;
    await engine.push(tag, 'good');
    await engine.call('rmi', tag);
    await guarded.declare(ofTag(tag, '--pull', 'always'));

    assert.match(await guarded.name(), isGatehouse);
    const card = await guarded.approve();
    assert.deepEqual(card.unknown, ['fetched-anew', 'package-not-here']);
    assert.equal(await guarded.name(), 'good', guarded.errors);
    await guarded.untilLearned();
    assert.equal(await guarded.name(), 'good', guarded.errors);

    // The registry has another one under that tag; this engine does not, until docker has started it.
    const before = await engine.call('images', '--no-trunc', '--quiet', tag);
    await engine.push(tag, 'evil');
    await engine.call('tag', before, tag);
    assert.notEqual(await guarded.name(), 'evil');
    assert.match(guarded.errors, /nothing of it was relayed/);
    assert.match(await guarded.name(), isGatehouse);
    const { changes } = await guarded.approve();
    assert.deepEqual(changes.map(({ field }) => field), ['package']);
    assert.equal(await guarded.name(), 'evil', guarded.errors);
  });
});

test('docker run image@digest: whatever its tags lead to, it is the same, and asks nothing', async () => {
  await withEngine(async ({ engine, guarded }) => {
    const registry = await engine.startRegistry();
    const tag = `${registry}/mcp/own:1`;
    const digest = await engine.push(tag, 'good');
    await engine.call('rmi', tag);
    await guarded.declare(ofTag(`${registry}/mcp/own@${digest}`));

    assert.match(await guarded.name(), isGatehouse);
    const card = await guarded.approve();
    assert.deepEqual(card.unknown, []);
    assert.equal(await guarded.name(), 'good', guarded.errors); // fetched just now
    await engine.push(tag, 'evil');
    assert.equal(await guarded.name(), 'good', guarded.errors);
    await guarded.untilLearned();
  });
});

test('docker run -v ./server: a script of one\'s own counts with the image, and what the container is given is said', async () => {
  await withEngine(async ({ home, engine, guarded }) => {
    await engine.make('mcp/own:1', 'unused');
    fs.writeFileSync(home.file('own.sh'), serverScript('good'));
    await guarded.declare(['docker', 'run', '-i', '--rm', '--network', 'host', '-v', `${home.file('own.sh')}:/own.sh:ro`, '-v', `${engine.socket}:/s`,
      'mcp/own:1', '/bin/busybox', 'sh', '/own.sh']);
    assert.match(await guarded.name(), isGatehouse);
    const card = await guarded.approve();
    assert.deepEqual(card.unknown, ['container-engine', 'container-host-network', 'script-loads']);
    assert.equal(await guarded.name(), 'good', guarded.errors);

    fs.writeFileSync(home.file('own.sh'), serverScript('evil'));
    assert.match(await guarded.name(), isGatehouse);
    const { changes } = await guarded.approve();
    assert.deepEqual(changes.map(({ field }) => field), ['file:script']);
    assert.equal(await guarded.name(), 'evil', guarded.errors);
  });
});

test('docker run: an engine that is not there is said, and what it says later is learned once', async () => {
  await withEngine(async ({ engine, guarded }) => {
    await engine.make('mcp/own:1', 'good');
    await engine.end();
    await guarded.declare(ofTag('mcp/own:1'));
    assert.match(await guarded.name(), isGatehouse);
    const card = await guarded.approve();
    assert.deepEqual(card.unknown, ['engine-silent', 'image-by-tag']);

    await engine.begin();
    assert.equal(await guarded.name(), 'good', guarded.errors);
    await guarded.untilLearned();
    await engine.make('mcp/own:1', 'evil');
    assert.match(await guarded.name(), isGatehouse);
    const { changes } = await guarded.approve();
    assert.deepEqual(changes.map(({ field }) => field), ['package']);
  });
});
