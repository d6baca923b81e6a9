import { createDecipheriv, createECDH, hkdfSync, randomBytes, type ECDH } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';

type Pushed = { to: string; headers: IncomingMessage['headers']; body: Buffer };

/** A push service on this machine, as RFC 8030 has it: takes what a server pushes, and hands it out. */
export class PushService {
  private readonly came: Pushed[] = [];
  private readonly waiting: ((pushed: Pushed) => void)[] = [];

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(): Promise<PushService> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP port has a number');
    const service = new PushService(server, `http://127.0.0.1:${address.port}`);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.writeHead(201).end();
        const pushed = { to: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) };
        const next = service.waiting.shift();
        if (next) next(pushed);
        else service.came.push(pushed);
      });
    });
    return service;
  }

  async next(): Promise<Pushed> {
    return this.came.shift() ?? new Promise((resolve) => this.waiting.push(resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** A browser that is reached here. */
  subscription(name: string): Subscription {
    return new Subscription(`${this.origin}/push/${name}`);
  }
}

/** A subscription whose keys we have, so that what is pushed can be read (RFC 8291). */
export class Subscription {
  private readonly keys: ECDH = createECDH('prime256v1');
  private readonly auth = randomBytes(16);
  private readonly point: Buffer;

  constructor(readonly endpoint: string) {
    this.point = this.keys.generateKeys();
  }

  /** The fields of the form in the settings. */
  get form(): { endpoint: string; key: string; auth: string } {
    return { endpoint: this.endpoint, key: this.point.toString('base64url'), auth: this.auth.toString('base64url') };
  }

  /** What a browser hands to its service worker. */
  read({ body }: Pushed): string {
    const [salt, length] = [body.subarray(0, 16), body[20] ?? 0];
    const [sender, record] = [body.subarray(21, 21 + length), body.subarray(21 + length)];
    const derive = (key: Buffer, salted: Buffer, info: Buffer | string, bytes: number) =>
      Buffer.from(hkdfSync('sha256', key, salted, info, bytes));
    const about = Buffer.concat([Buffer.from('WebPush: info\0'), this.point, sender]);
    const material = derive(this.keys.computeSecret(sender), this.auth, about, 32);
    const key = derive(material, salt, 'Content-Encoding: aes128gcm\0', 16);
    const cipher = createDecipheriv('aes-128-gcm', key, derive(material, salt, 'Content-Encoding: nonce\0', 12));
    cipher.setAuthTag(record.subarray(-16));
    const padded = Buffer.concat([cipher.update(record.subarray(0, -16)), cipher.final()]);
    return padded.subarray(0, padded.lastIndexOf(2)).toString();
  }
}
