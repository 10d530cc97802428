// SPDX-License-Identifier: Apache-2.0
// A zip archive, as python's packages are; nothing in it is compressed.
import { crc32 } from 'node:zlib';

const kDate = 0x21; // 1 January 1980: the same files give the same bytes

function header(signature, sizes, fields) {
  const bytes = Buffer.alloc(sizes.reduce((sum, size) => sum + size, 4));
  bytes.writeUInt32LE(signature, 0);
  let at = 4;
  sizes.forEach((size, i) => {
    bytes.writeUIntLE(fields[i], at, size);
    at += size;
  });
  return bytes;
}

/** `files`: name → text or bytes. */
export function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [file, content] of Object.entries(files)) {
    const name = Buffer.from(file);
    const data = Buffer.from(content);
    const common = [20, 0, 0, 0, kDate, crc32(data), data.length, data.length, name.length, 0];
    const sizes = [2, 2, 2, 2, 2, 4, 4, 4, 2, 2];
    const local = header(0x04034b50, sizes, common);
    const mode = ((0o100644 << 16) >>> 0);
    directory.push(header(0x02014b50, [2, ...sizes, 2, 2, 2, 4, 4], [0x031e, ...common, 0, 0, 0, mode, offset]), name);
    parts.push(local, name, data);
    offset += local.length + name.length + data.length;
  }
  const central = Buffer.concat(directory);
  const count = Object.keys(files).length;
  return Buffer.concat([...parts, central, header(0x06054b50, [2, 2, 2, 2, 4, 4, 2], [0, 0, count, count, central.length, offset, 0])]);
}
