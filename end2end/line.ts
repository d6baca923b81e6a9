import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Place } from './visitor.ts';

/** A line to the program, as one person has it. When it is cut, all others go on talking. */
export class Line implements Place {
  hasBeenAway = false;
  private isCut = false;
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

  mend(): void {
    this.isCut = false;
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
      socket.pipe(other);
    }
  }
}
