// SPDX-License-Identifier: Apache-2.0
// Runs a program to its end.
import { spawn } from 'node:child_process';

/**
 * Resolves to {status, signal, stdout, stderr}; rejects only where the program cannot be started or outlives `timeoutMs`.
 * Without `input` its stdin is empty and at its end.
 */
export function run(command, args, { env, cwd, input = '', timeoutMs = 60_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${command} ${args.join(' ')} ran longer than ${timeoutMs} ms\n${stdout}\n${stderr}`));
    }, timeoutMs);
    child.stdout.setEncoding('utf8').on('data', (text) => { stdout += text; });
    child.stderr.setEncoding('utf8').on('data', (text) => { stderr += text; });
    child.on('error', (error) => { clearTimeout(timer); reject(error); });
    child.on('close', (status, signal) => { clearTimeout(timer); resolve({ status, signal, stdout, stderr }); });
    child.stdin.on('error', () => {}); // it may end without having read
    child.stdin.end(input);
  });
}

/** Like run, but anything but status 0 is an error that shows what the program said. */
export async function runOrThrow(command, args, options) {
  const result = await run(command, args, options);
  if (result.status !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${result.status ?? result.signal}\n`
      + `${result.stdout}\n${result.stderr}`);
  }
  return result;
}
