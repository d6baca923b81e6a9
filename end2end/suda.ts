import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Place } from './visitor.ts';

const BINARY = resolve(process.env.SUDA_BINARY ?? join(import.meta.dirname, '../target/release/suda'));

const run = promisify(execFile);

/** The real program: a process of its own on a free port, started in an empty directory that also holds its data. */
export class Suda implements Place {
  /** Whether it was ever away: then browsers may have complained about it. */
  hasBeenAway = false;
  private process?: ChildProcess;
  private log = '';

  private constructor(
    private readonly port: number,
    private readonly directory: string,
    private readonly options: string[],
    private readonly program = BINARY,
  ) {}

  /** With command line options, if any: `Suda.start(['--registration', 'invite'])`. */
  static async start(options: string[] = []): Promise<Suda> {
    const directory = await mkdtemp(join(tmpdir(), 'suda-e2e-'));
    const suda = new Suda(await freePort(), directory, options);
    await suda.run();
    return suda;
  }

  /** A copy of the binary, and nothing else of what was built, in the empty directory. */
  static async startCopy(): Promise<Suda> {
    const directory = await mkdtemp(join(tmpdir(), 'suda-e2e-'));
    const copy = join(directory, 'suda');
    await copyFile(BINARY, copy);
    const suda = new Suda(await freePort(), directory, [], copy);
    await suda.run();
    return suda;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it has written to its log so far. */
  get output(): string {
    return this.log;
  }

  /** Whether a path stands anywhere in the binary. */
  async names(path: string): Promise<boolean> {
    return (await readFile(this.program)).includes(path);
  }

  /** As a power cut would: no time to put anything in order. */
  async kill(): Promise<void> {
    this.hasBeenAway = true;
    await this.end('SIGKILL');
  }

  /** On the same port, over the same data. */
  async startAgain(): Promise<void> {
    await this.run();
  }

  /** All that it holds, as the lines of an exported file, put in place of what it held. Whoever was signed in must sign in again. */
  async rewrite(change: (lines: string[]) => string[]): Promise<void> {
    await this.end('SIGTERM');
    const [data, file] = [join(this.directory, 'data'), join(this.directory, 'house.jsonl')];
    await run(this.program, ['export', '--data', data, '--to', file]);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    await writeFile(file, `${change(lines).join('\n')}\n`);
    await rm(data, { recursive: true });
    await run(this.program, ['import', '--data', data, '--from', file]);
    await this.run();
  }

  /** For good, with its data. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    await rm(this.directory, { recursive: true, force: true });
  }

  private async run(): Promise<void> {
    const address = ['--listen', `127.0.0.1:${this.port}`, '--data', join(this.directory, 'data')];
    const child = spawn(this.program, [...address, ...this.options], {
      cwd: this.directory,
      env: { PATH: process.env.PATH, RUST_LOG: process.env.RUST_LOG ?? 'info' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (this.log += chunk));
    const giveUp = Date.now() + 20_000;
    while (!(await this.answers())) {
      if (child.exitCode !== null || Date.now() > giveUp) throw new Error(`suda does not serve:\n${this.log}`);
      await pause(20);
    }
  }

  private async answers(): Promise<boolean> {
    return fetch(`${this.url}/healthz`).then((answer) => answer.ok, () => false);
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    // It has 10 seconds to drain; a server that does not stop when it is told to is a failure to look at.
    const stuck = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(stuck);
  }
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP port has a number');
  return address.port;
}
