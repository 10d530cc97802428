// SPDX-License-Identifier: Apache-2.0
// A registry on this machine that serves one pinned package, under versions that a test chooses: what npx fetches is real, and no network is
// needed for it.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { modules } from './npm.mjs';
import { runOrThrow } from './run.mjs';

const descriptionOf = (name) => JSON.parse(fs.readFileSync(path.join(modules, name, 'package.json'), 'utf8'));

/** The package's dependencies, theirs, and so on, as far as they lie beside it. */
function closure(name, found = new Set()) {
  for (const dependency of Object.keys(descriptionOf(name).dependencies ?? {})) {
    if (found.has(dependency) || !fs.existsSync(path.join(modules, dependency)))
      continue;
    found.add(dependency);
    closure(dependency, found);
  }
  return found;
}

export class NpmRegistry {
  /** `folder` is where it keeps its tarballs. */
  static async start(name, folder) {
    const registry = new NpmRegistry();
    registry.name = name;
    registry.folder = folder;
    registry.versions = {};
    registry.saysWhatItNeeds = true; // Bun would ask for packages that lie inside
    registry.needs = {}; // descriptions by name, where they are packages of their own
    registry.server = http.createServer((request, response) => registry.answer(request, response));
    await new Promise((resolve) => registry.server.listen(0, '127.0.0.1', resolve));
    registry.address = `http://127.0.0.1:${registry.server.address().port}`;
    return registry;
  }

  /** Makes the pinned package's files the registry's newest version, with everything that they need inside. */
  async publish(version, change = () => {}) {
    const staging = path.join(this.folder, `staging-${version}`);
    const target = path.join(staging, 'package');
    fs.cpSync(path.join(modules, this.name), target, { recursive: true });
    const dependencies = [...closure(this.name)];
    for (const dependency of dependencies)
      fs.cpSync(path.join(modules, dependency), path.join(target, 'node_modules', dependency), { recursive: true });
    const description = { ...descriptionOf(this.name), version, bundleDependencies: dependencies,
      dependencies: Object.fromEntries(dependencies.map((one) => [one, descriptionOf(one).version])) };
    if (Object.keys(this.needs).length > 0)
      fs.rmSync(path.join(target, 'node_modules'), { recursive: true }), delete description.bundleDependencies;
    if (!this.saysWhatItNeeds)
      delete description.bundleDependencies, delete description.dependencies;
    delete description.devDependencies;
    delete description.scripts;
    fs.writeFileSync(path.join(target, 'package.json'), JSON.stringify(description));
    change(target);
    this.versions[version] = { ...description, dist: await this.pack(target, `${version}.tgz`) };
    fs.rmSync(staging, { recursive: true });
    this.newest = version;
  }

  /** Serves what the pinned package needs, too, each by itself: for runners that look into no package for others. */
  async publishNeeds() {
    const names = closure(this.name);
    for (const name of names) {
      const description = descriptionOf(name);
      const { version, bin, exports, main, type } = description;
      const needed = Object.keys({ ...description.dependencies, ...description.peerDependencies }).filter((one) => names.has(one));
      const dependencies = Object.fromEntries(needed.map((one) => [one, descriptionOf(one).version]));
      const dist = await this.pack(path.join(modules, name), `${name.replaceAll('/', '-')}-${version}.tgz`, '--exclude=./node_modules');
      this.needs[name] = { name, version, bin, exports, main, type, dependencies, dist };
    }
  }

  /** Makes a package's file of a folder; gives what a registry says of that. */
  async pack(folder, name, ...options) {
    const tarball = path.join(this.folder, name);
    await runOrThrow('tar', ['-czf', tarball, '--transform=s,^\\.,package,', ...options, '-C', folder, '.'], { env: { PATH: '/usr/bin:/bin' } });
    const integrity = `sha512-${createHash('sha512').update(fs.readFileSync(tarball)).digest('base64')}`;
    return { tarball: `${this.address}/tarballs/${name}`, integrity };
  }

  answer(request, response) {
    const asked = decodeURIComponent(request.url);
    const need = this.needs[asked.slice(1)];
    if (asked === `/${this.name}` || need) {
      const found = need ? { name: need.name, 'dist-tags': { latest: need.version }, versions: { [need.version]: need } }
        : { name: this.name, 'dist-tags': { latest: this.newest }, versions: this.versions };
      // Runners that mistrust what was published yesterday ask for it.
      found.time = Object.fromEntries(Object.keys(found.versions).map((one) => [one, '2026-01-01T00:00:00.000Z']));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(found));
    } else if (asked.startsWith('/tarballs/')) {
      fs.createReadStream(path.join(this.folder, path.basename(asked))).pipe(response);
    } else {
      response.statusCode = 404;
      response.end('{}');
    }
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
