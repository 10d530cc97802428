// SPDX-License-Identifier: Apache-2.0
// Serves modules on this machine, by http, and by https with a certificate of an authority of the test's own.
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { runOrThrow } from './run.mjs';

/** Makes an authority (`ca.pem`) and what a server on this machine needs of it, in `folder`. */
async function certificate(folder) {
  const openssl = (...args) => runOrThrow('openssl', args, { cwd: folder, env: { PATH: '/usr/bin:/bin' } });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  fs.writeFileSync(path.join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n');
  await openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=test authority');
  await openssl('req', ...newKey, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost');
  await openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', 'server.pem', '-days', '2',
    '-extfile', 'names');
  return { key: fs.readFileSync(path.join(folder, 'server.key')), cert: fs.readFileSync(path.join(folder, 'server.pem')) };
}

export class ScriptServer {
  /** Path → text, as it is served from now on. */
  modules = {};
  /** The paths that were asked for, in order. */
  asked = [];

  static async start({ folder, secure = false }) {
    const served = new ScriptServer();
    const answer = (request, response) => served.#answer(request, response);
    fs.mkdirSync(folder, { recursive: true });
    served.server = secure ? https.createServer(await certificate(folder), answer) : http.createServer(answer);
    await new Promise((resolve) => served.server.listen(0, '127.0.0.1', resolve));
    const { port } = served.server.address();
    served.authority = path.join(folder, 'ca.pem');
    served.address = secure ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
    return served;
  }

  #answer(request, response) {
    this.asked.push(request.url);
    const text = this.modules[request.url];
    response.statusCode = text === undefined ? 404 : 200;
    response.setHeader('content-type', 'application/typescript');
    response.end(text ?? '');
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
