// SPDX-License-Identifier: Apache-2.0
// A container engine of a test's own, the real one, with a registry beside it; both end with it, and no mount is left: the engine has a
// mount namespace to itself. Needs root, as dockerd does.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { runOrThrow } from './run.mjs';

const searched = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Where a program lies; a test that needs it cannot do without. */
export function programOf(name) {
  const found = searched.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
  assert.ok(found, `${name} is needed: installers/setup.sh --set full installs it`);
  return found;
}

/** A server that is a shell script: it says its name. */
export const serverScript = (name) => `#!/bin/busybox sh
while read -r line; do
  case "$line" in
    *'"initialize"'*) echo '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18","capabilities":{},"serverInfo":{"name":"${name}","version":"1"}}}' ;;
  esac
done
`;

/** The root folder of an image with such a server, as a tar for `import`. */
export async function imageTar(folder, name) {
  const root = path.join(folder, `root-${name}`);
  fs.mkdirSync(path.join(root, 'bin'), { recursive: true });
  fs.copyFileSync(programOf('busybox'), path.join(root, 'bin', 'busybox'));
  fs.writeFileSync(path.join(root, 'server'), serverScript(name), { mode: 0o755 });
  const tar = path.join(folder, `${name}.tar`);
  await runOrThrow('tar', ['-cf', tar, '-C', root, '.'], { env: { PATH: '/usr/bin:/bin' } });
  return tar;
}

async function untilReached(address, child, log) {
  for (let step = 0; step < 300; ++step) {
    assert.equal(child.exitCode, null, () => fs.readFileSync(log, 'utf8'));
    const isThere = await new Promise((resolve) => {
      const socket = net.connect(address, () => { socket.destroy(); resolve(true); }).on('error', () => resolve(false));
    });
    if (isThere)
      return;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  throw new Error(`nobody listens at ${JSON.stringify(address)}\n${fs.readFileSync(log, 'utf8')}`);
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null)
    return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

export class DockerEngine {
  #daemon;
  #registry;
  #log;

  /** Keeps everything in `folder`. */
  static async start(folder) {
    const engine = new DockerEngine();
    engine.folder = folder;
    engine.docker = programOf('docker');
    engine.socket = path.join(folder, 'docker.sock');
    engine.host = `unix://${engine.socket}`;
    fs.mkdirSync(folder, { recursive: true });
    await engine.begin();
    return engine;
  }

  async begin() {
    const log = path.join(this.folder, 'log');
    const at = (name) => path.join(this.folder, name);
    this.#daemon = spawn('unshare', ['--mount', programOf('dockerd'), '--host', this.host, '--data-root', at('data'), '--exec-root', at('exec'),
      '--pidfile', at('pid'), '--iptables=false', '--ip6tables=false', '--bridge=none', '--storage-driver=vfs'],
    { env: { PATH: searched.join(':'), HOME: this.folder }, stdio: ['ignore', fs.openSync(log, 'w'), fs.openSync(log, 'a')] });
    await untilReached({ path: this.socket }, this.#daemon, log);
  }

  /** A registry on this machine, whose images have digests as those of any other. */
  async startRegistry() {
    const free = net.createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address();
    free.close();
    await once(free, 'close');
    const file = path.join(this.folder, 'registry.yml');
    fs.writeFileSync(file, `version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: ${this.folder}/registry\nhttp:\n  addr: 127.0.0.1:${port}\n`);
    const log = path.join(this.folder, 'registry.log');
    this.#registry = spawn(programOf('docker-registry'), ['serve', file],
      { env: { PATH: searched.join(':'), HOME: this.folder }, stdio: ['ignore', fs.openSync(log, 'w'), fs.openSync(log, 'a')] });
    await untilReached({ host: '127.0.0.1', port }, this.#registry, log);
    return `localhost:${port}`;
  }

  async call(...args) {
    const { stdout } = await runOrThrow(this.docker, args, { env: { PATH: searched.join(':'), HOME: this.folder, DOCKER_HOST: this.host } });
    return stdout.trim();
  }

  /** Makes an image with a server of that name, and has `tag` lead to it; gives its id. */
  async make(tag, name) {
    const tar = await imageTar(this.folder, name);
    return this.call('import', '--change', 'CMD ["/server"]', tar, tag);
  }

  /** Makes it the registry's, and gives its digest. */
  async push(tag, name) {
    await this.make(tag, name);
    const said = await this.call('push', tag);
    const digest = /digest: (sha256:[0-9a-f]{64})/.exec(said)?.[1];
    assert.ok(digest, said);
    return digest;
  }

  async end() {
    await end(this.#daemon);
  }

  async endAll() {
    await this.end();
    if (this.#registry)
      await end(this.#registry);
  }
}

