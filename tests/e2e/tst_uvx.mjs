// SPDX-License-Identifier: Apache-2.0
// The real uv in front of a real server of plain python, behind the wrapper: what uvx keeps, what it takes, and what runs of that.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { server, words } from './support/python_index.mjs';
import { compiledInto, replaced, siteOf, withPythonRunner, withUserIndex } from './support/python_runner.mjs';

/** The environments that uv keeps, as it names them: links into its archive. */
function environments(runner, cache = runner.file('.cache', 'uv')) {
  const bucket = path.join(cache, 'environments-v2');
  return fs.readdirSync(bucket).flatMap((python) => fs.readdirSync(path.join(bucket, python)).map((one) => path.join(bucket, python, one)));
}

const evil = (text) => `${text}\nimport os\nos.environ["X"] = "evil"\n`;
const isChangeOf = (field) => (fields) => assert.deepEqual(fields, [field]);

/** Every file of an environment that runs, and what its exchange is called on the card. */
const runningFiles = (environment, program = server) => {
  const inSite = (name) => path.join(siteOf(environment), name);
  return {
    'a module of the package': [inSite('example_mcp_server/name.py'), evil],
    'a folder that python takes before a module': [inSite('example_mcp_server/name/__init__.py'), evil],
    'a line of code in a .pth file': [inSite('aaa.pth'), () => 'import os; os.environ["X"] = "evil"\n'],
    'what uv itself has python load first': [inSite('_virtualenv.py'), evil],
    sitecustomize: [inSite('sitecustomize.py'), evil],
    'sitecustomize as a package': [inSite('sitecustomize/__init__.py'), evil],
    'a file of what it depends on': [inSite('example_mcp_words/__init__.py'), evil],
    'a module that nobody brought': [inSite('orjson.py'), evil],
    'a module beside its program': [path.join(environment, 'bin', 'json.py'), evil],
    'a package beside its program': [path.join(environment, 'bin', 'example_mcp_server', '__init__.py'), evil],
    'its program': [path.join(environment, 'bin', program), (text) => text.replace('import sys', 'import sys, os')],
    'where python looks for its own modules': [path.join(environment, 'pyvenv.cfg'), (text) => text.replace('/usr/bin', '/tmp/bin')],
  };
};

test('uvx: what is fetched first is learned; no other file of that version is relayed; an upgrade asks once', async () => {
  await withPythonRunner({ command: ['uvx', server] }, async (runner) => {
    runner.index.publish('1.0.0');
    const card = await runner.allow();
    assert.deepEqual(card.unknown, ['package-not-here', 'registry-of-user']);

    const [environment] = environments(runner);
    const version = path.basename(path.dirname(siteOf(environment)));
    for (const [name, [file, change]] of Object.entries(runningFiles(environment)))
      await test(name, async () => isChangeOf('package-files')(await runner.fieldsChangedBy(() => replaced(file, change))));
    await test('another program in the place of its python', async () => isChangeOf('file:program')(await runner.fieldsChangedBy(() => {
      const python = path.join(environment, 'bin', 'python');
      fs.rmSync(python);
      fs.writeFileSync(python, '#!/bin/sh\nexec /usr/bin/python3 "$@"\n', { mode: 0o755 });
      return () => { fs.rmSync(python); fs.symlinkSync('/usr/bin/python3', python); };
    })));
    await test('the uv beside uvx', async () => isChangeOf('file:program')(
      await runner.fieldsChangedBy(() => replaced(runner.file('bin', 'uv'), (bytes) => Buffer.concat([bytes, Buffer.from('x')]), null))));

    await test('good packages of another python, to be looked at in the place of those that run', async () => {
      const decoy = path.join(path.dirname(path.dirname(siteOf(environment))), 'python3.0');
      isChangeOf('package-files')(await runner.fieldsChangedBy(() => {
        fs.cpSync(path.dirname(siteOf(environment)), decoy, { recursive: true });
        const undo = replaced(path.join(environment, 'lib', version, 'site-packages', 'example_mcp_server', 'name.py'), (text) => `${text}# evil\n`);
        return () => { undo(); fs.rmSync(decoy, { recursive: true }); };
      }));
    });

    // Another environment beside the good one: uv may take it.
    await test('a further environment', async () => {
      const { changes } = await (async () => {
        const copy = `${fs.realpathSync(environment)}x`;
        fs.cpSync(fs.realpathSync(environment), copy, { recursive: true, verbatimSymlinks: true });
        replaced(path.join(siteOf(copy), 'example_mcp_server', 'name.py'), evil);
        fs.symlinkSync(copy, `${environment}x`);
        const found = await runner.card();
        fs.rmSync(`${environment}x`);
        return found;
      })();
      assert.deepEqual(changes.map(({ field }) => field), ['package-files', 'unknown']);
      await runner.assertSilent();
    });

    // The index has a newer one: it is fetched and started, and nothing of it is relayed.
    runner.index.publish('1.1.0');
    await runner.assertKilled();
    const { id, changes } = await runner.card();
    assert.deepEqual(changes.map(({ field, before, after }) => [field, before, after]),
      [['package', `uvx ${server} 1.0.0`, `uvx ${server} 1.0.0, 1.1.0`]]); // it keeps both
    const said = (await runner.home.gatehouse('pending')).stdout.replace(/ +/g, ' ');
    assert.match(said, new RegExp(`upgraded ${server} 1\\.0\\.0 -> 1\\.0\\.0, 1\\.1\\.0`));
    await runner.home.gatehouse('approve', id);
    await runner.assertSilent();
  });
});

test('uvx: a copy that lay there before the first start is not what was allowed', async () => {
  await withPythonRunner({ command: ['uvx', server] }, async (runner) => {
    runner.index.publish('1.0.0');
    await runner.approve(); // of what will be fetched
    assert.equal(await runner.bareName(), 'python-server'); // somebody else fetches it
    const { changes } = await runner.card();
    assert.ok(changes.some(({ field }) => field === 'package'), JSON.stringify(changes));
  });
});

test('uvx: what is fetched to where nobody looks is a question of its own, and nothing of it is relayed before', async () => {
  await withPythonRunner({ command: ['uvx', server] }, async (runner) => {
    runner.keepNothing();
    runner.index.publish('1.0.0');
    await runner.approve(); // of what will be fetched
    const name = runner.nameToAnother();
    const card = await runner.nextCard();
    assert.deepEqual(card.unknown, ['package-elsewhere', 'registry-of-user']);
    assert.deepEqual(card.changes.map(({ field }) => field), ['unknown']);
    assert.equal((await runner.home.gatehouseAtTerminal('approve', card.id)).status, 0);
    assert.equal(await name, 'python-server', runner.errors);
    // Any version may run: that is what was asked.
    runner.index.publish('1.1.0');
    await runner.assertSilent();
  });
});

test('uvx: a script of the developer that a package runs counts with its sources', async () => {
  const tool = 'example-mcp-tool';
  await withPythonRunner({ command: ['uvx', tool, 'run', 'mine/server.py:app'] }, async (runner) => {
    runner.index.add({ name: tool, version: '2.0', scripts: { [tool]: 'example_mcp_tool:main' }, files: {
      'example_mcp_tool/__init__.py': 'import runpy\nimport sys\n\n\ndef main():\n    script = sys.argv[2].split(":")[0]\n'
        + '    sys.path.insert(0, script.rsplit("/", 1)[0])\n    runpy.run_path(script, run_name="__main__")\n' } });
    runner.write('mine/pyproject.toml', '[project]\nname = "mine"\n');
    runner.write('mine/tools.py', 'NAME = "python-server"\n');
    runner.write('mine/server.py', `import json\nimport sys\n\nfrom tools import NAME\n\nfor line in sys.stdin:
    message = json.loads(line)
    if message.get("method") == "initialize":
        result = {"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": {"name": NAME, "version": "1"}}
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
`);
    const card = await runner.allow();
    assert.ok(card.unknown.includes('script-loads'));
    isChangeOf('sources')(await runner.fieldsChangedBy(() => replaced(runner.file('mine/tools.py'), evil)));
    await compiledInto(runner.file('mine/tools.py'), 'NAME = "python-evil"\n');
    assert.equal(await runner.bareName(), 'python-evil', 'so it is a way in');
    await compiledInto(runner.file('mine/tools.py'), 'NAME = "python-evil"\n');
    await runner.assertSilent();
  });
});

test('uvx: a dependency with a new version is one question, which names both', async () => {
  await withPythonRunner({ command: ['uvx', server] }, async (runner) => {
    runner.index.publish('1.0.0');
    await runner.allow();
    runner.index.publishWords('1.1');
    await runner.assertKilled();
    const { changes } = await runner.approve();
    assert.deepEqual(changes.map(({ field }) => field), ['file:lock']);
    assert.match(changes[0].after, /example_mcp_words-1\.0 .*example_mcp_words-1\.1 /s);
    await runner.assertSilent();
  });
});

test('uvx: what is swapped between the check and the first byte is not relayed', async () => {
  await withPythonRunner({ command: ['uvx', server] }, async (runner) => {
    runner.index.publish('1.0.0');
    await runner.allow();
    const site = siteOf(environments(runner)[0]);
    for (const name of ['example_mcp_server/name.py', 'example_mcp_words/__init__.py', 'sitecustomize.py']) {
      let undo;
      // uv asks its index at each start: after the wrapper's look, and before there is a server.
      runner.index.whenAsked = () => { undo ??= replaced(path.join(site, name), evil); };
      await runner.assertKilled();
      runner.index.whenAsked = () => {};
      undo();
      await runner.newCards();
      await runner.assertSilent();
    }
  });
});

test('uvx: compiled python that somebody else has made of another source is not run', async () => {
  await withPythonRunner({ command: ['uvx', server] }, async (runner) => {
    runner.index.publish('1.0.0');
    await runner.allow();
    for (const module of ['example_mcp_server/name.py', 'example_mcp_words/__init__.py', '_virtualenv.py']) {
      const source = path.join(siteOf(environments(runner)[0]), module);
      const shows = module === '_virtualenv.py' ? 'import os\nos._exit(3)\n' : 'NAME = VERSION = "evil"\ndef prefix():\n    return "evil-"\n';
      await compiledInto(source, shows);
      assert.notEqual(await runner.bareName(), 'python-server', 'so it is a way in');
      await compiledInto(source, shows);
      await runner.assertSilent();
    }
  });
});

test('uvx NAME@VERSION: 1.0 is 1.0.0, and what is newer does not matter', async () => {
  for (const command of [['uvx', `${server}@1.0`], ['uvx', `${server}==1.0.0`], ['uv', 'tool', 'run', '--from', `${server}[extra]==1.0`, server],
    ['uvx', '--from', `${server} == 1.0`, server]]) {
    await test(command.join(' '), () => withPythonRunner({ command }, async (runner) => {
      runner.index.publish('1.0.0');
      await runner.allow();
      runner.index.publish('1.1.0');
      await runner.assertSilent();
      const file = path.join(siteOf(environments(runner)[0]), 'example_mcp_server', 'name.py');
      isChangeOf('package-files')(await runner.fieldsChangedBy(() => replaced(file, evil)));
    }));
  }
});

test('uv tool run --from, with packages added and a python named', async () => {
  for (const options of [['--with', words, '--from', `${server}[extra]`], ['--python', '3.11', '--refresh', '--isolated', '--from', server]]) {
    await test(options.join(' '), () => withPythonRunner({ command: ['uv', 'tool', 'run', ...options, server] }, async (runner) => {
      runner.index.publish('1.0.0');
      await runner.allow();
      for (const environment of environments(runner)) {
        const file = path.join(siteOf(environment), 'example_mcp_words', '__init__.py');
        if (fs.existsSync(file) && !options.includes('--refresh')) // which makes it anew
          isChangeOf('package-files')(await runner.fieldsChangedBy(() => replaced(file, evil)));
      }
      runner.index.publish('1.1.0');
      await runner.assertKilled();
      assert.deepEqual((await runner.approve()).changes.map(({ field }) => field), ['package']);
      await runner.assertSilent();
    }));
  }
});

test('uv tool install: uvx runs what was installed, for a version and with --from as well', async () => {
  for (const command of [['uvx', server], ['uvx', `${server}@1.0.0`], ['uvx', '--from', server, server], ['uvx', '--with', words, server]]) {
    await test(command.join(' '), () => withPythonRunner({ command, variables: () => ({}) }, async (runner) => {
      withUserIndex(runner);
      runner.index.publish('1.0.0');
      await runner.run(['uv', 'tool', 'install', server]);
      const card = await runner.approve();
      assert.deepEqual([card.package.found, card.package.origin, card.unknown], ['1.0.0', 'tool', ['registry-of-user']]);
      await runner.assertSilent();
      runner.index.publish('1.1.0');
      await runner.assertSilent(); // what is installed stays

      const files = Object.entries(runningFiles(runner.file('.local', 'share', 'uv', 'tools', server)));
      for (const [name, [file, change]] of command[1] === server ? files : files.slice(0, 1))
        await test(name, async () => isChangeOf('package-files')(await runner.fieldsChangedBy(() => replaced(file, change))));

      if (command[1] !== server)
        return;
      await runner.run(['uv', 'tool', 'install', '--upgrade', server]);
      const { changes } = await runner.approve();
      assert.deepEqual(changes.map(({ field, before, after }) => [field, before, after]),
        [['package', `uvx ${server} 1.0.0`, `uvx ${server} 1.1.0`]]);
      await runner.assertSilent();
    }));
  }
});

test('the program that uv tool install puts into PATH', async () => {
  await withPythonRunner({ command: [server] }, async (runner) => {
    runner.environment.PATH = `${runner.file('.local', 'bin')}:${runner.environment.PATH}`;
    runner.index.publish('1.0.0');
    await runner.run(['uv', 'tool', 'install', server]);
    const card = await runner.approve();
    assert.equal(card.package.found, '1.0.0');
    await runner.assertSilent();
    const tool = runner.file('.local', 'share', 'uv', 'tools', server);
    for (const [name, [file, change]] of Object.entries(runningFiles(tool)))
      await test(name, async () => assert.ok((await runner.fieldsChangedBy(() => replaced(file, change))).length > 0));
    runner.index.publish('1.1.0');
    await runner.assertSilent();
    await runner.run(['uv', 'tool', 'upgrade', server]);
    assert.ok((await runner.approve()).changes.some(({ field }) => field === 'package'));
    await runner.assertSilent();
  });
});

test('uvx: where it keeps and fetches things is followed, or said', async () => {
  const elsewhere = (runner) => runner.file('elsewhere');
  const cases = {
    UV_CACHE_DIR: (runner) => { runner.environment.UV_CACHE_DIR = elsewhere(runner); return elsewhere(runner); },
    XDG_CACHE_HOME: (runner) => { runner.environment.XDG_CACHE_HOME = elsewhere(runner); return runner.file('elsewhere', 'uv'); },
    "the user's uv.toml": (runner) => { withUserIndex(runner, `cache-dir = "${elsewhere(runner)}"\n`); return elsewhere(runner); },
    'uv.toml in XDG_CONFIG_HOME': (runner) => {
      runner.environment.XDG_CONFIG_HOME = runner.file('config');
      runner.write('config/uv/uv.toml', `cache-dir = "${elsewhere(runner)}"\n`);
      return elsewhere(runner);
    },
    UV_CONFIG_FILE: (runner) => {
      runner.environment.UV_CONFIG_FILE = runner.file('own.toml');
      runner.write('own.toml', `cache-dir = "${elsewhere(runner)}"\n`);
      return elsewhere(runner);
    },
  };
  for (const [name, move] of Object.entries(cases)) {
    await test(name, () => withPythonRunner({ command: ['uvx', server] }, async (runner) => {
      const cache = move(runner);
      runner.index.publish('1.0.0');
      await runner.allow();
      const file = path.join(siteOf(environments(runner, cache)[0]), 'example_mcp_server', 'name.py');
      isChangeOf('package-files')(await runner.fieldsChangedBy(() => replaced(file, evil)));
    }));
  }
  await test('--no-cache: it is fetched anew each time, to where nobody looks', () => withPythonRunner({ command: ['uvx', '--no-cache', server] },
    async (runner) => {
      runner.index.publish('1.0.0');
      assert.deepEqual((await runner.card()).unknown, ['package-elsewhere', 'registry-of-user']);
    }));
});

test('uvx: another index is said, whoever names it, and another one asks again', async () => {
  const command = ['uvx', server];
  const cases = {
    UV_DEFAULT_INDEX: [command, (address) => ({ UV_DEFAULT_INDEX: address })],
    "the user's uv.toml": [command, () => ({}), withUserIndex],
  };
  for (const [name, [commandWords, variables, prepare = () => {}]] of Object.entries(cases)) {
    await test(name, () => withPythonRunner({ command: commandWords, variables }, async (runner) => {
      prepare(runner);
      assert.ok((await runner.card()).unknown.includes('registry-of-user'));
    }));
  }
  for (const option of ['--index-url', '--find-links']) {
    await test(option, () => withPythonRunner({ command: ['uvx', option, 'http://127.0.0.1:1/simple', server], variables: () => ({}) },
      async (runner) => assert.ok((await runner.card()).unknown.includes('registry-of-user'))));
  }
  await test('changed later', () => withPythonRunner({ command, variables: () => ({}) }, async (runner) => {
    withUserIndex(runner);
    runner.index.publish('1.0.0');
    await runner.allow();
    withUserIndex(runner, '# another\n');
    assert.deepEqual((await runner.card()).changes.map(({ field }) => field), ['file:settings']);
    runner.environment.UV_INDEX_URL = runner.index.address;
    assert.deepEqual((await runner.card()).changes.map(({ field }) => field), ['file:settings', 'environment:UV_INDEX_URL']);
  }));
});
