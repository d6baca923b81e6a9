import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Suda, freePort } from './suda.ts';
import type { Place } from './visitor.ts';

const GATEWAY = join(import.meta.dirname, '../deploy/haproxy.cfg');
const REPLICAS = 3;

/** Three of the real program over a real Redis, behind the gateway as it is deployed: to a browser, one server. */
export class Fleet implements Place {
  private redis?: ChildProcess;
  private gateway?: ChildProcess;
  private redisWasAway = false;

  private constructor(
    private readonly directory: string,
    private readonly port: number,
    private readonly redisPort: number,
    private replicas: Suda[] = [],
  ) {}

  static async start(options: string[] = []): Promise<Fleet> {
    const directory = await mkdtemp(join(tmpdir(), 'suda-fleet-'));
    const [port, redisPort, dashboard] = [await freePort(), await freePort(), await freePort()];
    const fleet = new Fleet(directory, port, redisPort);
    fleet.runRedis();
    const all = [...options, '--redis', `redis://127.0.0.1:${redisPort}`, '--trusted-proxies', '127.0.0.1'];
    fleet.replicas = await Promise.all(Array.from({ length: REPLICAS }, () => Suda.start(all)));
    const servers = fleet.replicas.map((replica, index) => `  server replica${index} ${replica.url.replace('http://', '')}\n`);
    // Which replica somebody is on, so that two people can be on different ones.
    const backend = `backend suda from replicas\n  http-response set-header x-replica %s\n${servers.join('')}`;
    await writeFile(join(directory, 'replicas.cfg'), backend);
    fleet.gateway = run('haproxy', ['-db', '-f', GATEWAY, '-f', join(directory, 'replicas.cfg')], {
      GATEWAY_LISTEN: `127.0.0.1:${port}`,
      GATEWAY_DASHBOARD: `127.0.0.1:${dashboard}`,
      GATEWAY_PASSWORD: 'not asked for',
    });
    await fleet.serves();
    return fleet;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get hasBeenAway(): boolean {
    return this.redisWasAway || this.replicas.some((replica) => replica.hasBeenAway);
  }

  get output(): string {
    return this.replicas.map((replica, index) => `replica${index}\n${replica.output}`).join('\n');
  }

  /** The replica that serves whoever has these cookies. */
  async replicaOf(cookies: string): Promise<number> {
    const answer = await fetch(`${this.url}/healthz`, { headers: { cookie: cookies } });
    return Number(/^replica(\d)$/.exec(answer.headers.get('x-replica') ?? '')?.[1]);
  }

  /** All replicas at once, as a power cut would. */
  async kill(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.kill()));
  }

  async startAgain(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.startAgain()));
    await this.serves();
  }

  /** One of them, and it stays away. */
  async killReplica(index: number): Promise<void> {
    await this.replicas[index]?.kill();
  }

  async killRedis(): Promise<void> {
    this.redisWasAway = true;
    await end(this.redis);
  }

  /** Over the same data. */
  async startRedisAgain(): Promise<void> {
    this.runRedis();
    await this.serves();
  }

  async stop(): Promise<void> {
    // A replica that is told to stop waits until its gateway has noticed: nobody needs that here.
    await this.kill();
    await Promise.all(this.replicas.map((replica) => replica.stop()));
    await Promise.all([end(this.redis), end(this.gateway)]);
    await rm(this.directory, { recursive: true, force: true });
  }

  private runRedis(): void {
    const options = ['--port', `${this.redisPort}`, '--bind', '127.0.0.1', '--dir', this.directory];
    this.redis = run('redis-server', [...options, '--appendonly', 'yes', '--save', '']);
  }

  /** Until the gateway has found a replica that is ready. */
  private async serves(): Promise<void> {
    const giveUp = Date.now() + 20_000;
    while (!(await fetch(`${this.url}/readyz`).then((answer) => answer.ok, () => false))) {
      if (Date.now() > giveUp) throw new Error(`the fleet does not serve:\n${this.output}`);
      await pause(20);
    }
  }
}

function run(program: string, parameters: string[], variables: Record<string, string> = {}): ChildProcess {
  // Debian puts some programs where only root looks.
  const PATH = `${process.env.PATH}:/usr/local/sbin:/usr/sbin`;
  return spawn(program, parameters, { env: { PATH, ...variables }, stdio: 'ignore' });
}

async function end(helper?: ChildProcess): Promise<void> {
  if (!helper || helper.exitCode !== null || helper.signalCode !== null) return;
  const ended = once(helper, 'exit');
  helper.kill('SIGKILL');
  await ended;
}
