// SPDX-License-Identifier: Apache-2.0
// The real pipx (Debian's) in front of a real server of plain python, behind the wrapper.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { server } from './support/python_index.mjs';
import { compiledInto, replaced, siteOf, withPythonRunner } from './support/python_runner.mjs';

// pip and its like, which pipx keeps for all of its environments: made once, since that takes longest.
const shared = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-pipx-'));
after(() => fs.rmSync(shared, { recursive: true }));

const usesPip = (address) => ({ PIP_INDEX_URL: address, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIPX_DEFAULT_PYTHON: '/usr/bin/python3',
  PIPX_SHARED_LIBS: path.join(shared, 'shared') });
const evil = (text) => `${text}\nimport os\nos.environ["X"] = "evil"\n`;

async function withPipx(command, body) {
  await withPythonRunner({ command, variables: usesPip }, async (runner) => {
    runner.index.publishPip();
    runner.index.publish('1.0.0');
    await body(runner);
  });
}

/** The one environment in pipx's cache. */
function environmentOf(runner, cache = runner.file('.local', 'pipx', '.cache')) {
  const names = fs.readdirSync(cache).filter((name) => /^[0-9a-f]{15}$/.test(name));
  assert.equal(names.length, 1, names.join());
  return path.join(cache, names[0]);
}

const runningFiles = (environment) => ({
  'a module of the package': path.join(siteOf(environment), 'example_mcp_server', 'name.py'),
  'a .pth file': path.join(siteOf(environment), 'aaa.pth'),
  sitecustomize: path.join(siteOf(environment), 'sitecustomize.py'),
  'a file of what it depends on': path.join(siteOf(environment), 'example_mcp_words', '__init__.py'),
  'its program': path.join(environment, 'bin', server),
});

async function assertEachFileAsks(runner, environment) {
  for (const [name, file] of Object.entries(runningFiles(environment))) {
    const change = file.endsWith('.pth') ? () => 'import os; os.environ["X"] = "evil"\n' : evil;
    await test(name, async () => assert.equal((await runner.fieldsChangedBy(() => replaced(file, change))).length, 1));
  }
}

test('pipx run: what is fetched first is learned; no other file of that version is relayed; an upgrade asks once', async () => {
  await withPipx(['pipx', 'run', server], async (runner) => {
    const card = await runner.allow();
    assert.deepEqual(card.unknown, ['package-not-here', 'registry-of-user']);
    const environment = environmentOf(runner);
    await assertEachFileAsks(runner, environment);

    const source = path.join(siteOf(environment), 'example_mcp_server', 'name.py');
    await compiledInto(source, 'NAME = VERSION = "evil"\n');
    assert.equal(await runner.bareName(), 'python-evil', 'so it is a way in');
    await compiledInto(source, 'NAME = VERSION = "evil"\n');
    await runner.assertSilent();

    runner.index.publish('1.1.0');
    await runner.assertSilent(); // pipx keeps what it has for two weeks
    fs.writeFileSync(path.join(environment, 'pipx_expired_venv'), '');
    await runner.assertKilled();
    const { changes } = await runner.approve();
    assert.deepEqual(changes.map(({ field, before, after: now }) => [field, before, now]),
      [['package', `pipx ${server} 1.0.0`, `pipx ${server} 1.1.0`]]);
    await runner.assertSilent();
  });
});

test('pipx run --spec, in a home that PIPX_HOME names', async () => {
  await withPipx(['pipx', 'run', '--spec', `${server}==1.0`, server], async (runner) => {
    runner.environment.PIPX_HOME = runner.file('elsewhere');
    await runner.allow();
    const environment = environmentOf(runner, runner.file('elsewhere', '.cache'));
    const { 'a module of the package': file } = runningFiles(environment);
    assert.deepEqual(await runner.fieldsChangedBy(() => replaced(file, evil)), ['package-files']);
  });
});

test('pipx run: what a cloned project brings is run in its place, and is a danger', async () => {
  await withPipx(['pipx', 'run', server], async (runner) => {
    await runner.allow();
    const version = path.basename(path.dirname(siteOf(environmentOf(runner)))).replace('python', '');
    const ran = runner.file('ran');
    for (const name of [`__pypackages__/${version}/lib/bin/${server}`, server]) {
      runner.write(name, `#!/usr/bin/python3\nopen(${JSON.stringify(ran)}, "w")\n`);
      fs.chmodSync(runner.file(name), 0o755);
      if (name.startsWith('_')) { // newer versions of pipx do the same with the other one
        await runner.bareName();
        assert.ok(fs.existsSync(ran), 'so it is a way in');
        fs.rmSync(ran);
      }
      const card = await runner.card();
      assert.equal(card.package.origin, 'project');
      assert.ok(!fs.existsSync(ran));
      fs.rmSync(runner.file(name.split('/')[0]), { recursive: true });
      await runner.assertSilent();
    }
  });
});

test('pipx run: settings of pip that name another index are said, and count', async () => {
  await withPipx(['pipx', 'run', server], async (runner) => {
    const address = runner.environment.PIP_INDEX_URL;
    delete runner.environment.PIP_INDEX_URL;
    assert.deepEqual((await runner.card()).unknown, ['package-not-here']);
    runner.write('.config/pip/pip.conf', `[global]\nindex-url = ${address}\n`);
    const card = await runner.allow();
    assert.deepEqual(card.unknown, ['package-not-here', 'registry-of-user']);
    assert.deepEqual(await runner.fieldsChangedBy(() => replaced(runner.file('.config/pip/pip.conf'), (text) => `${text}# other\n`)), ['file:settings']);
  });
});

test('the program that pipx install puts into PATH', async () => {
  await withPipx([server], async (runner) => {
    runner.environment.PATH = `${runner.file('.local', 'bin')}:${runner.environment.PATH}`;
    await runner.run(['pipx', 'install', server]);
    const card = await runner.approve();
    assert.equal(card.package.found, '1.0.0');
    await runner.assertSilent();
    await runner.assertSilent();
    await assertEachFileAsks(runner, runner.file('.local', 'pipx', 'venvs', server));
    runner.index.publish('1.1.0');
    await runner.run(['pipx', 'upgrade', server]);
    assert.ok((await runner.approve()).changes.some(({ field }) => field === 'package'));
    await runner.assertSilent();
  });
});
