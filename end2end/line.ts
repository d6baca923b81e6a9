import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import type { Place } from './visitor.ts';

/** A line to the program, as one person has it. When it is cut, all others go on talking. */
export class Line implements Place {
  hasBeenAway = false;
  private isCut = false;
  /** How many bytes more may come from the program. */
  private left = Infinity;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private port = 0;

  private constructor(private readonly target: number) {
    this.server = createServer((near) => this.pass(near));
  }

  static async to(place: Place): Promise<Line> {
    const line = new Line(Number(new URL(place.url).port));
    line.server.listen(0, '127.0.0.1');
    await once(line.server, 'listening');
    line.port = (line.server.address() as AddressInfo).port;
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Nothing goes through any more, and whoever tries is turned away. */
  cut(): void {
    this.isCut = true;
    this.hasBeenAway = true;
    for (const socket of this.sockets) socket.destroy();
  }

  /** So many bytes more come from the program; what is behind them is on its way until the line is cut. */
  jamAfter(bytes: number): void {
    this.left = bytes;
  }

  mend(): void {
    this.isCut = false;
    this.left = Infinity;
  }

  /** For good. */
  async close(): Promise<void> {
    this.cut();
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }

  private pass(near: Socket): void {
    if (this.isCut) return void near.destroy();
    const far = connect(this.target, '127.0.0.1');
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => other.destroy());
    }
    near.pipe(far);
    far.pipe(this.gate()).pipe(near);
  }

  /** Takes nothing more once the line is jammed, so that the program has to wait. */
  private gate(): Transform {
    const gate = new Transform({
      transform: (chunk: Buffer, _encoding, taken) => {
        const passed = chunk.subarray(0, this.left);
        this.left -= passed.length;
        gate.push(passed);
        if (passed.length === chunk.length) taken();
      },
    });
    return gate;
  }
}
