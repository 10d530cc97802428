// SPDX-License-Identifier: Apache-2.0
// `cmd /c npx …`, as clients on Windows write it: the real npx behind a `cmd` that does here what that one does there, behind the wrapper.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { isMemory, learnsAndAsksOnce, memory, start, withRegistry } from './support/package_runner.mjs';

const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'gatehouse-cmd-'));
after(() => fs.rmSync(folder, { recursive: true }));
const cmd = path.join(folder, 'cmd');
// Switches, then one line out of all that follows, which `&` and `|` part.
fs.writeFileSync(cmd, `#!/bin/sh
while :; do
  case "$1" in
    /[cC]) shift; break ;;
    /*) shift ;;
    *) exit 1 ;;
  esac
done
exec /bin/sh -c "$*"
`, { mode: 0o755 });

test('cmd /c npx: the first version is learned, an upgrade asks once, other files of it are never relayed', async () => {
  const cache = (home) => home.file('.npm', '_npx');
  await learnsAndAsksOnce({ command: ['cmd', '/d', '/c', 'npx', '-y', memory], programs: { cmd }, runner: 'npx',
    foldersOf: (home) => fs.readdirSync(cache(home)).map((name) => path.join(cache(home), name)) });
});

test('cmd /c: one word that holds the line is as good as its words', async () => {
  await withRegistry(['cmd', '/c', `npx -y ${memory}`], { cmd }, async (home, registry, entry, environment) => {
    await registry.publish('2026.8.31');
    await start(home, entry, environment);
    const [card] = await home.pendingCards();
    assert.equal(card.package.name, memory);
    await home.gatehouse('approve', card.id);
    assert.ok(isMemory(await start(home, entry, environment)));
  });
});

test('cmd /c: a line that is more than a command is said to be a script, and no package is taken for known', async () => {
  await withRegistry(['cmd', '/c', 'npx', '-y', memory, '|', 'cat'], { cmd }, async (home, registry, entry, environment) => {
    await registry.publish('2026.8.31');
    assert.ok(!isMemory(await start(home, entry, environment)));
    const [card] = await home.pendingCards();
    assert.ok(card.unknown.includes('shell-script'));
    assert.equal(card.package, undefined);
    await home.gatehouse('approve', card.id);
    assert.ok(isMemory(await start(home, entry, environment)));
  });
});
