// SPDX-License-Identifier: Apache-2.0
// The CycloneDX document against the schema that its makers publish, by their own validator.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { approveCommand, declare, protect } from './support/guarded.mjs';
import { inspector, load, node, referenceServer } from './support/npm.mjs';
import { run } from './support/run.mjs';
import { ScratchHome } from './support/scratch_home.mjs';

const { Spec, Validation } = load('@cyclonedx/cyclonedx-library');
const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);

/** What breaks the schema; null: nothing. */
const broken = (document) => validator.validate(typeof document === 'string' ? document : JSON.stringify(document));

async function exported(home) {
  return (await home.gatehouse('catalog', '--cyclonedx')).stdout;
}

test('an empty catalog is a document', async () => {
  const home = new ScratchHome();
  try {
    assert.equal(await broken(await exported(home)), null);
  } finally {
    fs.rmSync(home.path, { recursive: true, force: true });
  }
});

test('a catalog of all kinds, with a real session and hostile names, is a document', async () => {
  const home = new ScratchHome();
  try {
    const entry = referenceServer('everything');
    const file = declare(home, { everything: entry });
    await approveCommand(home, entry);
    const guarded = await protect(home, 'everything');
    for (const words of [['--method', 'tools/list'], ['--method', 'tools/call', '--tool-name', 'echo', '--tool-arg', 'message=x']]) {
      const session = await run(node, [inspector, '--cli', '--config', file, '--server', 'everything', ...words],
        { env: home.environment({ MCP_INSPECTOR_SECRET_STORE: 'memory' }), cwd: home.path });
      assert.equal(session.status, 0, session.stderr);
    }
    const digest = 'a'.repeat(64);
    declare(home, {
      everything: guarded,
      pinned: { command: 'npx', args: ['-y', '@modelcontextprotocol/server-memory@2026.8.31'] },
      'not pinned': { command: 'npx', args: ['-y', '@modelcontextprotocol/server-memory'] },
      python: { command: 'uvx', args: ['mcp-server-time==2026.1.1'] },
      image: { command: 'docker', args: ['run', '-i', `mcp/time@sha256:${digest}`] },
      tag: { command: 'docker', args: ['run', '-i', 'registry.example.com:5000/mcp/time:1.0'] },
      remote: { url: 'https://mcp.example.com/mcp?token=s3cret' },
      'remote again': { url: 'HTTPS://mcp.example.com:443/mcp/?token=s3cret' },
      shell: { command: 'sh', args: ['-c', 'exec server --token=s3cret'] },
      '': { command: '' },
      'x\u202e\u0000\n<script>': { command: 'npx', args: ['-y', 'pkg@npm:evil\u202e@1.0.0'], env: { TOKEN: 's3cret' } },
      [`long ${'n'.repeat(5000)}`]: { command: `/opt/${'p'.repeat(3000)}`, args: [] },
    });

    const text = await exported(home);
    assert.equal(await broken(text), null);
    const document = JSON.parse(text);
    assert.ok(document.services.length >= 11, `${document.services.length} services`);
    const everything = document.services.find((one) => one.name === 'everything');
    assert.ok(everything.services.some((one) => one.name === 'echo'));
    assert.ok(!text.includes('s3cret'));
    assert.match(text, /^[\x00-\x7f]*$/);

    const { servers } = JSON.parse((await home.gatehouse('catalog', '--json')).stdout);
    const remote = servers.find((one) => one.name === 'remote');
    const again = servers.find((one) => one.name === 'remote again');
    assert.deepEqual(remote.duplicates.map((one) => one.ref), [again.ref]);
  } finally {
    fs.rmSync(home.path, { recursive: true, force: true });
  }
});

test('the validator refuses what the schema does not know', async () => {
  const home = new ScratchHome();
  try {
    home.writeJson(['.config', 'Claude', 'claude_desktop_config.json'], { mcpServers: { a: { command: 'a' } } });
    const document = JSON.parse(await exported(home));
    assert.equal(await broken(document), null);
    assert.notEqual(await broken({ ...document, surprise: 1 }), null);
    const [component, ...others] = document.components;
    assert.notEqual(await broken({ ...document, components: [{ ...component, type: 'program' }, ...others] }), null);
    const [service] = document.services;
    assert.notEqual(await broken({ ...document, services: [service, service] }), null); // they must be different
    assert.notEqual(await broken({ ...document, serialNumber: 'urn:uuid:x' }), null);
  } finally {
    fs.rmSync(home.path, { recursive: true, force: true });
  }
});
