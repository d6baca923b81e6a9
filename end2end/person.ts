import { expect, type Browser, type BrowserContext, type BrowserContextOptions, type Locator, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import type { Suda } from './suda.ts';

/**
 * Somebody with a browser of their own, and what they can do and see. Things are found as people find them: by what they
 * are and what they are called, in Korean. Whoever renames a button does it here too.
 */
export class Person {
  /** What their browser complained about, and whom it talked to that is not us. */
  readonly complaints: string[] = [];
  /** Set before something that the server is meant to refuse: browsers log refused requests as errors. */
  expectsRefusals = false;
  /** Good enough, and their own. */
  password: string;

  private constructor(
    private readonly suda: Suda,
    private readonly context: BrowserContext,
    readonly page: Page,
    readonly name: string,
    private readonly hasScripts: boolean,
  ) {
    this.password = `${name}의 긴 비밀번호`;
    this.watch(page);
  }

  static async withBrowser(browser: Browser, suda: Suda, name: string, options: BrowserContextOptions): Promise<Person> {
    const context = await browser.newContext({ ...options, baseURL: suda.url });
    return new Person(suda, context, await context.newPage(), name, options.javaScriptEnabled ?? true);
  }

  /** A second tab on the same page, with a screen and keyboard of its own. */
  async anotherTab(): Promise<Person> {
    const tab = new Person(this.suda, this.context, await this.context.newPage(), this.name, this.hasScripts);
    await tab.page.goto(this.page.url());
    await tab.connected();
    return tab;
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  private watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      const text = `${message.text()} (${message.location().url})`;
      const ofRefusal = /status of (4\d\d|503)/.test(text);
      const ofAbsence = /WebSocket connection to|net::ERR_(CONNECTION|EMPTY|INCOMPLETE)/.test(text);
      if ((this.expectsRefusals && ofRefusal) || (this.suda.hasBeenAway && ofAbsence)) return;
      this.complaints.push(`${this.name}: ${text}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`${this.name}: ${error.stack ?? error.message}`));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(this.suda.url) && !/^(data|blob|about):/.test(url)) this.complaints.push(`${this.name} asked ${url}`);
    });
  }

  // Accounts.

  get field() {
    return {
      name: this.byLabel(/^(보여 줄 )?이름$/),
      password: this.byLabel('비밀번호'),
    };
  }

  /** On `/sign-up`, or by an invite link. */
  async signUp(link = '/sign-up'): Promise<void> {
    await this.page.goto(link);
    await this.field.name.fill(this.name);
    await this.field.password.fill(this.password);
    await this.button('가입하고 들어가기').click();
    if (!this.expectsRefusals) await this.connected();
  }

  async signIn(password = this.password): Promise<void> {
    await this.page.goto('/sign-in');
    await this.fillSignIn(password);
    if (!this.expectsRefusals) await this.connected();
  }

  /** The form of the page that is open. */
  async fillSignIn(password = this.password): Promise<void> {
    await this.field.name.fill(this.name);
    await this.field.password.fill(password);
    await this.button('로그인').click();
  }

  /** Signed in as somebody else's browser is: the same session in this one. */
  async enter(other: Person): Promise<void> {
    await this.context.addCookies(await other.context.cookies());
  }

  async signOut(): Promise<void> {
    await this.page.goto('/settings');
    await this.button('로그아웃').click();
    await expect(this.page).toHaveURL(/\/sign-in/);
  }

  /** By a reset link. */
  async reset(link: string, password: string): Promise<void> {
    await this.page.goto(link);
    await this.byLabel('새 비밀번호').fill(password);
    await this.button('비밀번호 바꾸고 들어가기').click();
    this.password = password;
  }

  // Rooms.

  get rooms(): Locator {
    return this.page.getByRole('navigation', { name: '방 목록' });
  }

  /** A room in the list. */
  room(name: string): Locator {
    return this.rooms.getByRole('link').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** How many messages of a room are unread: the badge in the list. */
  unread(room: string): Locator {
    return this.room(room).getByText(/안 읽은 메시지/);
  }

  /** The name of the open room. */
  heading(name: string): Locator {
    return this.page.getByRole('heading', { name, exact: true, level: 1 });
  }

  async open(name: string): Promise<void> {
    await this.room(name).click();
    await expect(this.heading(name)).toBeVisible();
    // It may have been a page of its own, when this one had not come to life yet.
    await this.connected();
  }

  async openCreateRoom(): Promise<void> {
    await this.button('새 방 만들기').first().click();
  }

  async createRoom(name: string, people: string[] = [], kind: 'private' | 'public' = 'private'): Promise<void> {
    await this.openCreateRoom();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByLabel('방 이름').fill(name);
    await dialog.getByRole('radio', { name: kind === 'public' ? /누구나/ : /초대받은 사람만/ }).check();
    for (const person of people) await this.pick(dialog, person);
    await dialog.getByRole('button', { name: '방 만들기' }).click();
    await expect(this.heading(name)).toBeVisible();
  }

  /** Types a name into a picker and takes the person that it offers. */
  private async pick(dialog: Locator, person: string): Promise<void> {
    await dialog.getByLabel('이름으로 찾기').fill(person);
    await dialog.getByRole('option', { name: person, exact: true }).click();
  }

  async invite(person: string): Promise<void> {
    await this.details();
    await this.panel.getByRole('button', { name: '초대하기' }).click();
    const dialog = this.page.getByRole('dialog');
    await this.pick(dialog, person);
    await dialog.getByRole('button', { name: '초대하기' }).click();
    await expect(dialog).toBeHidden();
  }

  /** Goes into a public room. */
  async join(name: string): Promise<void> {
    await this.openCreateRoom();
    const row = this.page.getByRole('dialog').getByRole('listitem').filter({ hasText: name });
    await row.getByRole('button', { name: '들어가기' }).click();
    await expect(this.heading(name)).toBeVisible();
  }

  async rename(name: string): Promise<void> {
    await this.details();
    await this.button('이름 바꾸기').click();
    await this.byLabel('방 이름').fill(name);
    await this.button('저장').click();
    await expect(this.heading(name)).toBeVisible();
  }

  /** A conversation with one other person. */
  async beginDirect(person: string): Promise<void> {
    await this.button('새 대화 시작하기').click();
    await this.pick(this.page.getByRole('dialog'), person);
    await expect(this.heading(person)).toBeVisible();
  }

  async remove(person: string): Promise<void> {
    await this.details();
    await this.panel.getByRole('listitem').filter({ hasText: person }).hover();
    await this.button(`${person}님 내보내기`).click();
    await this.page.getByRole('dialog').getByRole('button', { name: '내보내기' }).click();
    await expect(this.page.getByRole('dialog')).toBeHidden();
  }

  async leave(): Promise<void> {
    await this.details();
    await this.button('방 나가기').click();
    await this.page.getByRole('dialog').getByRole('button', { name: '방 나가기' }).click();
  }

  async delete(): Promise<void> {
    await this.details();
    await this.button('방 지우기').click();
    await this.page.getByRole('dialog').getByRole('button', { name: '방 지우기' }).click();
  }

  private get panel(): Locator {
    return this.page.getByRole('complementary', { name: '방 정보' });
  }

  /** Opens what there is to know of the room. */
  async details(): Promise<void> {
    if (!(await this.panel.isVisible())) await this.button('방 정보').click();
    await expect(this.panel).toBeVisible();
  }

  /** A member of the room, in its details. */
  member(person: string): Locator {
    return this.panel.getByRole('listitem').filter({ hasText: person });
  }

  // Talking.

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: '메시지 쓰기' });
  }

  get sendButton(): Locator {
    return this.button('보내기');
  }

  get backButton(): Locator {
    return this.page.getByRole('link', { name: /방 목록으로/ }).or(this.button('방 목록으로'));
  }

  get log(): Locator {
    return this.page.getByRole('log');
  }

  get entries(): Locator {
    return this.log.getByRole('article');
  }

  get typing(): Locator {
    return this.page.getByRole('status').filter({ hasText: /입력 중/ });
  }

  get offline(): Locator {
    return this.page.getByText('연결이 끊겼어요', { exact: false });
  }

  /** The message with exactly this text. */
  message(text: string | RegExp): Locator {
    return this.log.getByText(text, { exact: true });
  }

  /** The message with its author and time. */
  entry(text: string): Locator {
    return this.entries.filter({ hasText: text });
  }

  /** Types and presses Enter, as people do. */
  async write(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Writes, and sees that it was confirmed. */
  async say(text: string): Promise<void> {
    await this.write(text);
    await expect(this.message(text)).toBeVisible();
    await this.settled();
  }

  /** Sends without typing: the form of the page, as browsers without JavaScript do. For many messages at once. */
  async post(texts: string[]): Promise<void> {
    const room = new URL(this.page.url()).pathname;
    for (const content of texts) {
      const answer = await this.page.request.post(`${room}/messages`, {
        form: { clientId: randomUUID(), content },
        headers: { origin: this.suda.url },
        maxRedirects: 0,
      });
      expect(answer.status(), await answer.text()).toBe(303);
    }
  }

  /** What stands in the log, oldest first. */
  async contents(): Promise<string[]> {
    return this.log.locator('[data-content]').allInnerTexts();
  }

  /** Nothing is on its way any more, and nothing failed. */
  async settled(): Promise<void> {
    await expect(this.log.getByText(/보내는 중|기다리는 중|보내지 못했어요/)).toHaveCount(0, { timeout: 30_000 });
  }

  /** The log is this now, and still is a while later: nothing comes after it. */
  async keepsShowing(contents: string[]): Promise<void> {
    await expect.poll(() => this.contents()).toEqual(contents);
    await this.settled();
    const giveUp = Date.now() + 250;
    while (Date.now() < giveUp) expect(await this.contents()).toEqual(contents);
  }

  async scrollUp(): Promise<void> {
    await this.entries.first().scrollIntoViewIfNeeded();
  }

  /** The page has come to life and is connected. A page without JavaScript does neither. */
  async connected(): Promise<void> {
    // On a phone both may be on the page that is not shown.
    await expect(this.rooms).toBeAttached();
    if (this.hasScripts) await expect(this.page.getByText('연결됨', { exact: true })).toBeAttached();
  }

  /** To see later whether this is still the same page, without a reload in between. */
  async markPage(): Promise<void> {
    await this.page.evaluate(() => Object.assign(window, { marked: true }));
  }

  async isMarkedPage(): Promise<boolean> {
    return this.page.evaluate(() => 'marked' in window);
  }

  // Searching.

  get searchField(): Locator {
    return this.page.getByRole('searchbox', { name: '메시지 찾기' });
  }

  get hits(): Locator {
    return this.page.getByRole('list', { name: '메시지 찾기' }).getByRole('listitem');
  }

  async openSearch(): Promise<void> {
    if (!(await this.searchField.isVisible())) await this.button('메시지 찾기').click();
    await expect(this.searchField).toBeFocused();
  }

  async search(query: string, where: 'here' | 'everywhere' = 'here'): Promise<void> {
    await this.openSearch();
    if (where === 'everywhere') await this.page.getByText('모든 방에서', { exact: true }).click();
    await this.searchField.fill(query);
  }

  // Settings and administration: plain pages with plain forms.

  async choose({ theme, language }: { theme?: '밝게' | '어둡게'; language?: '한국어' | 'English' }): Promise<void> {
    for (const choice of [theme, language]) {
      if (choice) await this.page.getByText(choice, { exact: true }).click();
    }
    await this.button('저장').click();
    await expect(this.page.getByRole('status')).toHaveText(/^(저장했어요|Saved)$/);
  }

  async changeName(name: string): Promise<void> {
    await this.field.name.fill(name);
    await this.button('이름 바꾸기').click();
    await expect(this.page.getByRole('status')).toHaveText('저장했어요');
  }

  async changePassword(password: string): Promise<void> {
    await this.byLabel('지금 비밀번호').fill(this.password);
    await this.byLabel('새 비밀번호').fill(password);
    await this.button('비밀번호 바꾸기').click();
    await expect(this.page.getByRole('status')).toHaveText('저장했어요');
  }

  async endOtherSession(): Promise<void> {
    const others = this.page.getByRole('button', { name: /에서 로그아웃$/ });
    await others.click();
    await expect(others).toHaveCount(0);
  }

  /** An invite link, to be passed on. */
  async makeInvite(): Promise<string> {
    await this.button('초대 링크 만들기').click();
    return this.page.getByRole('textbox', { name: '초대 링크를 만들었어요' }).inputValue();
  }

  async makeResetLink(person: string): Promise<string> {
    await this.button(`${person}님의 재설정 링크 만들기`).click();
    return this.page.getByRole('textbox', { name: `${person}님의 재설정 링크를 만들었어요` }).inputValue();
  }

  async closeAccount(person: string): Promise<void> {
    const row = this.page.getByRole('listitem').filter({ hasText: person });
    await row.getByText('계정 닫기').click();
    await row.getByRole('button', { name: '네, 닫을게요' }).click();
    await expect(row).toContainText('닫힌 계정');
  }

  private button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  private byLabel(label: string | RegExp): Locator {
    return this.page.getByLabel(label, { exact: true });
  }
}
