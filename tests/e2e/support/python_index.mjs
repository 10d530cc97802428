// SPDX-License-Identifier: Apache-2.0
// A Python package index on this machine (the simple API of PEP 503), with wheels that are made here, under versions that a test chooses: what
// uv and pipx fetch is real, and no network is needed for it.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { zip } from './zip.mjs';

export const server = 'example-mcp-server';
export const words = 'example-mcp-words'; // what it depends on

/** A server of plain python; the name by which it answers stands in a module of its own, its greeting in what it depends on. */
const serverFiles = (name, version) => ({
  'example_mcp_server/__init__.py': `from .server import main\n`,
  'example_mcp_server/__main__.py': `from .server import main\nmain()\n`,
  'example_mcp_server/name.py': `NAME = ${JSON.stringify(name)}\nVERSION = ${JSON.stringify(version)}\n`,
  'example_mcp_server/server.py': `
import json
import sys

import example_mcp_words

from .name import NAME, VERSION


def main():
    for line in sys.stdin:
        message = json.loads(line)
        if message.get("method") == "initialize":
            info = {"name": example_mcp_words.prefix() + NAME, "version": VERSION}
            result = {"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": info}
            print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
`,
});
const wordsFiles = () => ({ 'example_mcp_words/__init__.py': 'def prefix():\n    return "python-"\n' });

/** The bytes of a wheel of pure python. */
export function wheelOf({ name, version, files, needs = [], scripts = {} }) {
  const info = `${name.replaceAll('-', '_')}-${version}.dist-info`;
  const all = { ...files,
    [`${info}/METADATA`]: ['Metadata-Version: 2.1', `Name: ${name}`, `Version: ${version}`, ...needs.map((one) => `Requires-Dist: ${one}`), '']
      .join('\n'),
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: gatehouse\nRoot-Is-Purelib: true\nTag: py3-none-any\n' };
  if (Object.keys(scripts).length > 0)
    all[`${info}/entry_points.txt`] = `[console_scripts]\n${Object.entries(scripts).map(([key, value]) => `${key} = ${value}\n`).join('')}`;
  const digest = (text) => createHash('sha256').update(text).digest('base64url');
  const record = Object.entries(all).map(([file, text]) => `${file},sha256=${digest(text)},${Buffer.byteLength(text)}\n`).join('');
  return zip({ ...all, [`${info}/RECORD`]: `${record}${info}/RECORD,,\n` });
}

export class PythonIndex {
  static async start() {
    const index = new PythonIndex();
    index.wheels = new Map(); // file name → bytes
    index.whenAsked = () => {}; // before each answer
    index.server = http.createServer((request, response) => index.answer(request, response));
    await new Promise((resolve) => index.server.listen(0, '127.0.0.1', resolve));
    index.origin = `http://127.0.0.1:${index.server.address().port}`;
    index.address = `${index.origin}/simple`;
    return index;
  }

  add(description) {
    this.wheels.set(`${description.name.replaceAll('-', '_')}-${description.version}-py3-none-any.whl`, wheelOf(description));
  }

  /** Makes this the server's newest version. `name`: by which it answers, behind "python-". */
  publish(version, { name = 'server', files = {} } = {}) {
    this.add({ name: server, version, files: { ...serverFiles(name, version), ...files }, needs: [words],
      scripts: { [server]: 'example_mcp_server:main' } });
  }

  publishWords(version, files = {}) {
    this.add({ name: words, version, files: { ...wordsFiles(), ...files } });
  }

  /** What pipx puts into the environment that all of its others share: Debian's own wheels of pip and setuptools, and a wheel of no content. */
  publishPip() {
    const folder = '/usr/share/python-wheels';
    for (const name of fs.readdirSync(folder).filter((one) => /^(pip|setuptools)-.*\.whl$/.test(one)))
      this.wheels.set(name, fs.readFileSync(path.join(folder, name)));
    this.add({ name: 'wheel', version: '0.1', files: { 'wheel/__init__.py': '' } });
  }

  answer(request, response) {
    this.whenAsked();
    const [, kind, name] = request.url.split('/');
    const wheel = kind === 'files' && this.wheels.get(decodeURIComponent(name));
    if (wheel) {
      response.setHeader('content-type', 'application/octet-stream');
      response.setHeader('content-length', wheel.length);
      response.end(request.method === 'HEAD' ? undefined : wheel);
      return;
    }
    const links = [...this.wheels].filter(([file]) => kind === 'simple' && file.split('-')[0].replaceAll('_', '-') === name)
      .map(([file, bytes]) => `<a href="${this.origin}/files/${file}#sha256=${createHash('sha256').update(bytes).digest('hex')}">${file}</a>`);
    response.statusCode = links.length > 0 ? 200 : 404;
    response.setHeader('content-type', 'text/html');
    response.setHeader('cache-control', 'no-cache'); // what was published a moment ago is asked for
    response.end(`<!DOCTYPE html><html><body>${links.join('\n')}</body></html>`);
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
