// SPDX-License-Identifier: Apache-2.0
// The real podman in front of real containers, behind the wrapper: no daemon is asked, its storage says which image a name leads to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageTar, programOf } from '../support/docker_engine.mjs';
import { GuardedServer, isGatehouse } from '../support/guarded_server.mjs';
import { runOrThrow } from '../support/run.mjs';
import { ScratchHome } from '../support/scratch_home.mjs';

test('podman run image: the image behind the name is what was allowed, another one asks once', async () => {
  const home = new ScratchHome();
  // What works on every machine that can run containers at all, and leaves nothing behind.
  const podman = ['podman', '--root', home.file('storage'), '--runroot', home.file('run'), '--tmpdir', home.file('tmp'), '--runtime', 'runc',
    '--cgroup-manager', 'cgroupfs', '--storage-driver', 'vfs', '--events-backend', 'none'];
  const environment = home.environment({ PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' });
  const make = async (tag, name) => {
    const tar = await imageTar(home.path, name);
    const { stdout } = await runOrThrow(programOf('podman'), [...podman.slice(1), 'import', '--change', 'CMD ["/server"]', tar, tag], { env: environment });
    return stdout.trim();
  };
  const guarded = new GuardedServer(home, environment);
  try {
    const good = await make('mcp/own:1', 'good');
    const card = await guarded.allow([...podman, 'run', '-i', '--rm', '--network', 'none', '--ulimit', 'nofile=1000:1000', '--ulimit', 'nproc=1000:1000', 'own:1'], 'good');
    assert.deepEqual(card.unknown, []);
    assert.deepEqual([card.package.found, card.package.origin], [good, 'engine']);
    assert.equal(await guarded.name(), 'good', guarded.errors);

    const evil = await make('mcp/own:1', 'evil');
    assert.match(await guarded.name(), isGatehouse);
    const { changes } = await guarded.approve();
    assert.deepEqual(changes, [{ field: 'package', before: `podman own:1 ${good}`, after: `podman own:1 ${evil}` }]);
    assert.equal(await guarded.name(), 'evil', guarded.errors);
  } finally {
    await home.untilQuiet();
    home.remove();
  }
});
