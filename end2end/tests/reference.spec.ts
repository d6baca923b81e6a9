import { io, type Socket } from 'socket.io-client';
import { expect, test, type Person } from '../test.ts';

test.use({ options: ['--reference-clients', 'on'] });

/** A client of the replaced service: the official library, websockets only, and never an acknowledgement. */
class Reference {
  readonly heard: { event: string; data: unknown[] }[] = [];

  private constructor(
    readonly socket: Socket,
    readonly name: string,
    /** What the release calls the sender of a message. */
    private readonly sender: 'senderId' | 'userId',
  ) {
    socket.onAny((event: string, ...data: unknown[]) => this.heard.push({ event, data }));
  }

  static async connect(url: string, name: string, sender: 'senderId' | 'userId', accessToken: string | null = null): Promise<Reference> {
    const socket = io(`${url}/chat`, { path: '/chat/ws/', transports: ['websocket'], auth: { accessToken }, forceNew: true });
    const client = new Reference(socket, name, sender);
    await expect.poll(() => socket.connected).toBe(true);
    return client;
  }

  /** Comes in under its name, and sees who is there. */
  static async register(url: string, name: string, sender: 'senderId' | 'userId'): Promise<Reference> {
    const client = await Reference.connect(url, name, sender);
    client.socket.emit('register', { userId: name });
    await client.hears('get_users', { users: expect.arrayContaining([name]) });
    return client;
  }

  /** Waits until such an event has come. */
  async hears(event: string, ...data: unknown[]): Promise<void> {
    const came = () => this.heard.filter((heard) => heard.event === event).map((heard) => heard.data);
    await expect.poll(came, { message: `${event} for ${this.name}` }).toContainEqual(data);
  }

  say(roomId: string, content: string): void {
    this.socket.emit('send_message', { roomId, [this.sender]: this.name, content });
  }

  async hearsMessage(roomId: string, name: string, content: string): Promise<void> {
    const more = { seq: expect.any(Number), createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) };
    await this.hears('receive_message', { roomId, senderId: name, userId: name, content, ...more });
  }

  end(): void {
    this.socket.disconnect();
  }
}

const opened = (person: Person) => new URL(person.page.url()).pathname.split('/').pop() ?? '';

for (const sender of ['senderId', 'userId'] as const) {
  test(`a released client that says ${sender} goes through its whole day, beside a person in a browser`, async ({ suda, person, request }) => {
    const seoyeon = await person('서연');
    const alice = await Reference.register(suda.url, 'alice', sender);
    const bob = await Reference.register(suda.url, '밥', sender);
    await alice.hears('get_users', { users: ['alice', '밥', '서연'] });
    expect(await (await request.get(`${suda.url}/chat/users`)).json()).toEqual(['alice', '밥', '서연']);

    // A room, with somebody in it who uses our own screen.
    alice.socket.emit('create_room', { hostId: 'alice', participants: ['alice', '밥', '서연'] });
    await bob.hears('room_created', { roomId: expect.any(String), participants: ['alice', '밥', '서연'] });
    await seoyeon.rooms.getByRole('link').filter({ hasText: 'alice' }).click();
    await expect(seoyeon.composer).toBeVisible();
    const roomId = opened(seoyeon);
    alice.say(roomId, '안녕하세요\n반가워요 👩‍💻');
    await bob.hearsMessage(roomId, 'alice', '안녕하세요\n반가워요 👩‍💻');
    await alice.hearsMessage(roomId, 'alice', '안녕하세요\n반가워요 👩‍💻');
    await expect(seoyeon.entry('반가워요 👩‍💻').getByText('손님', { exact: true })).toBeVisible();
    await seoyeon.say('저는 새 화면에서 써요');
    await alice.hearsMessage(roomId, '서연', '저는 새 화면에서 써요');

    bob.socket.emit('typing', { roomId, userId: '밥' });
    await alice.hears('typing', '밥', { roomId });
    await expect(seoyeon.typing).toContainText('밥');

    // Somebody is invited, and gets what was said; somebody leaves.
    const carol = await Reference.register(suda.url, '캐럴', sender);
    alice.socket.emit('join_room', { userId: '캐럴', roomId });
    await bob.hears('system', { roomId, content: '캐럴님이 방에 참여했습니다.' });
    await bob.hears('room_created', { roomId, participants: ['alice', '밥', '서연', '캐럴'] });
    const said = (userId: string, content: string) => ({ userId, roomId, content, createdAt: expect.any(String) });
    const messages = [said('alice', '안녕하세요\n반가워요 👩‍💻'), said('서연', '저는 새 화면에서 써요')];
    await carol.hears('receive_messages', { roomId, messages });
    await expect(seoyeon.log.getByText('캐럴님을', { exact: false })).toBeVisible();
    bob.socket.emit('leave_room', { userId: '밥', roomId });
    await carol.hears('system', { roomId, content: '밥님이 방을 떠났습니다.' });
    await carol.hears('room_created', { roomId, participants: ['alice', '서연', '캐럴'] });
    bob.say(roomId, '아직 있나요');
    const cause = { pattern: 'send_message', data: { roomId, [sender]: '밥', content: '아직 있나요' } };
    await bob.hears('exception', { status: 'error', message: 'not a member of this room', cause });

    // A name that is in use, and one that is an account's.
    for (const taken of ['alice', '서연']) {
      const other = await Reference.connect(suda.url, taken, sender);
      other.socket.emit('register', { userId: taken });
      await other.hears('system', { content: expect.stringContaining('이미 쓰고 있는 이름') });
      await expect.poll(() => other.socket.connected).toBe(false);
      other.end();
    }

    // With an account's token: the connection breaks, comes back by itself, and is in its rooms.
    const answer = await seoyeon.page.request.post('/settings/tokens', { form: { name: '옛 화면' }, headers: { origin: suda.url } });
    const token = /suda_[\w-]{43}/.exec(await answer.text())?.[0] ?? '';
    const old = await Reference.connect(suda.url, '서연', sender, token);
    await old.hears('room_created', { roomId, participants: ['alice', '서연', '캐럴'] });
    const before = old.socket.id;
    old.socket.io.engine.close();
    await expect.poll(() => old.socket.connected && old.socket.id !== before).toBe(true);
    alice.say(roomId, '다시 오셨네요');
    await old.hearsMessage(roomId, 'alice', '다시 오셨네요');
    old.say(roomId, '옛 화면에서도 써요');
    await expect(seoyeon.message('옛 화면에서도 써요')).toBeVisible();

    // Search, for a guest as is and for an account with its token.
    const search = (userId: string, keyword: string, headers = {}) =>
      request.post(`${suda.url}/chat/search`, { data: { userId, keyword }, headers });
    const found = await search('alice', '써요');
    expect(found.status()).toBe(201);
    expect(await found.json()).toEqual([said('서연', '옛 화면에서도 써요'), said('서연', '저는 새 화면에서 써요')]);
    expect((await search('서연', '써요')).status()).toBe(401);
    expect(await (await search('서연', '다시', { authorization: `Bearer ${token}` })).json()).toEqual([said('alice', '다시 오셨네요')]);
    for (const client of [alice, bob, carol, old]) client.end();
  });
}
