// SPDX-License-Identifier: Apache-2.0
// The real `uv run` in front of servers of plain python, behind the wrapper: a project with its own environment, and scripts in it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { server } from './support/python_index.mjs';
import { compiledInto, replaced, siteOf, withPythonRunner } from './support/python_runner.mjs';

const project = `[project]\nname = "mine"\nversion = "1.0"\nrequires-python = ">=3.9"\ndependencies = ["${server}"]\n`;
const script = 'import lib.tools\nfrom example_mcp_server import main\nmain()\n';
const evil = (text) => `${text}\nimport os\nos.environ["X"] = "evil"\n`;

/** A project whose environment uv has made, and the entry that runs `command` in it. */
async function withProject(command, body) {
  await withPythonRunner({ command: ['uv', '--directory', 'p', 'run', ...command] }, async (runner) => {
    runner.index.publish('1.0.0');
    runner.write('p/pyproject.toml', project);
    runner.write('p/server.py', script);
    runner.write('p/lib/tools.py', 'X = 1\n');
    runner.write('p/mine/__main__.py', script);
    runner.write('p/.env', 'A=1\n');
    await runner.run(['uv', '--directory', 'p', 'sync']);
    await body(runner, (...parts) => runner.file('p', ...parts));
  });
}

const commands = {
  'a program of the environment': [server],
  'a module of the environment': ['-m', 'example_mcp_server'],
  'python -m': ['python', '-m', 'example_mcp_server'],
  'a script': ['server.py'],
  'python and a script': ['python', 'server.py'],
  'a module of the project': ['-m', 'mine'],
};

for (const [name, command] of Object.entries(commands)) {
  test(`uv run: ${name}`, () => withProject(command, async (runner, inProject) => {
    await runner.approve();
    await runner.assertSilent();
    await runner.assertSilent();

    const site = siteOf(inProject('.venv'));
    const isOfEnvironment = command.join(' ').includes('example');
    const isFirstOfItsKind = command[0] === server || command[0] === 'server.py';
    const files = {
      'sitecustomize of its environment': path.join(site, 'sitecustomize.py'),
      'what uv has python load first': path.join(site, '_virtualenv.py'),
      ...(isFirstOfItsKind ? { 'a .pth file': path.join(site, 'aaa.pth'), 'the lock': inProject('uv.lock'),
        'settings of the environment': inProject('.venv', 'pyvenv.cfg') } : {}),
      ...(isOfEnvironment ? { 'a module of the package': path.join(site, 'example_mcp_server', 'name.py'),
        'a file of what it depends on': path.join(site, 'example_mcp_words', '__init__.py') } : {
        'a module of the project': inProject('lib', 'tools.py'), 'a module that python takes before it': inProject('lib', 'tools', '__init__.py') }),
      ...(command.includes('-m') ? { 'a module of the folder with the name of one of python': inProject('json.py') } : {}),
      ...(command[0] === server ? { 'a module beside the program': inProject('.venv', 'bin', 'json.py'), 'the program': inProject('.venv', 'bin', server) } : {}),
    };
    for (const [what, file] of Object.entries(files)) {
      const change = { 'aaa.pth': () => 'import os; os.environ["X"] = "evil"\n', 'uv.lock': (text) => `${text}\n# x\n`,
        'pyvenv.cfg': (text) => `${text}x = 1\n` }[path.basename(file)] ?? evil;
      await test(what, async () => assert.equal((await runner.fieldsChangedBy(() => replaced(file, change))).length, 1));
    }
  }));
}

test('uv run: compiled python that somebody else has made of another source is not run', () => withProject(['server.py'], async (runner, inProject) => {
  await runner.approve();
  await runner.assertSilent();
  for (const source of [inProject('lib', 'tools.py'), path.join(siteOf(inProject('.venv')), '_virtualenv.py')]) {
    await compiledInto(source, 'import os\nos._exit(3)\n');
    assert.equal(await runner.bareName(), undefined, 'so it is a way in');
    await compiledInto(source, 'import os\nos._exit(3)\n');
    await runner.assertSilent();
  }
}));

test('uv run: a new version that uv puts into the environment at the start is killed, and asks', () => withProject([server], async (runner, inProject) => {
  await runner.approve();
  await runner.assertSilent();
  runner.index.publish('1.1.0');
  await runner.assertSilent(); // the lock holds
  fs.rmSync(inProject('uv.lock')); // as a `git pull` may change it
  await runner.approve();
  await runner.assertKilled();
  const after = (await runner.approve()).changes;
  assert.ok(after.some(({ field }) => field === 'package'), JSON.stringify(after));
  await runner.assertSilent();
}));

test('uv run: a project without an environment says so, and asks once more when uv has made one', () => withProject([server], async (runner, inProject) => {
  fs.rmSync(inProject('.venv'), { recursive: true });
  const card = await runner.approve();
  assert.ok(card.unknown.includes('inner-not-found'));
  await runner.assertKilled();
  await runner.approve();
  await runner.assertSilent();
}));

test('uv run: a member of a workspace runs in the environment of that, whoever names its folder', async () => {
  for (const [command, variables] of [[['uv', '--directory', 'w/member', 'run', server]], [['uv', 'run', server], { UV_PROJECT: 'w/member' }]]) {
    await withPythonRunner({ command }, async (runner) => {
      Object.assign(runner.environment, variables);
      runner.index.publish('1.0.0');
      runner.write('w/pyproject.toml', `${project.replace(/dependencies.*/, '')}[tool.uv.workspace]\nmembers = ["member"]\n`);
      runner.write('w/member/pyproject.toml', project.replace('mine', 'member'));
      await runner.run(['uv', '--directory', 'w/member', 'sync']);
      const card = await runner.approve();
      assert.ok(!card.unknown.includes('inner-not-found'));
      await runner.assertSilent();
      for (const file of [path.join(siteOf(runner.file('w', '.venv')), 'example_mcp_server', 'name.py'), runner.file('w', 'uv.lock')])
        assert.equal((await runner.fieldsChangedBy(() => replaced(file, (text) => `${text}\n# x\n`))).length, 1);
    });
  }
});

test('uv run --isolated: in an environment that nobody looks at, and that is a danger', () => withProject(['--isolated', server], async (runner) => {
  assert.ok((await runner.approve()).unknown.includes('inner-hidden'));
  await runner.assertSilent();
}));

test('uv run --with: what is added is said', () => withProject(['--with', 'example-mcp-words', 'server.py'], async (runner) => {
  const card = await runner.approve();
  assert.ok(card.unknown.includes('dependencies-unchecked'));
  await runner.assertSilent();
}));

test('uv run: files of variables that its variables name count', () => withProject(['server.py'], async (runner, inProject) => {
  runner.environment.UV_ENV_FILE = '.env';
  await runner.approve();
  await runner.assertSilent();
  assert.deepEqual(await runner.fieldsChangedBy(() => replaced(inProject('.env'), () => 'PYTHONPATH=/tmp\n')), ['file:settings']);
}));
