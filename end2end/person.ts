import { expect, type Browser, type BrowserContextOptions, type Locator } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Visitor, type Place } from './visitor.ts';

/** Somebody who talks: what they do and see on the chat screen. */
export class Person extends Visitor {
  /** At `place`, unless the browser's own options name another address of it. */
  static async withBrowser(browser: Browser, place: Place, name: string, options: BrowserContextOptions): Promise<Person> {
    const context = await browser.newContext({ baseURL: place.url, ...options });
    return new Person(place, context, await context.newPage(), name, options.javaScriptEnabled ?? true);
  }

  /** A second tab on the same page, with a screen and keyboard of its own. */
  async anotherTab(): Promise<Person> {
    const tab = new Person(this.place, this.context, await this.context.newPage(), this.name, this.hasScripts);
    await tab.page.goto(this.page.url());
    await tab.connected();
    return tab;
  }

  // Rooms.

  /** A room in the list. */
  room(name: string): Locator {
    return this.rooms.getByRole('link').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** A part of the list, under its heading. */
  section(name: '고정' | '방' | '사람'): Locator {
    return this.rooms.getByRole('list', { name, exact: true });
  }

  menuButton(room: string): Locator {
    return this.button(`${room} 메뉴`);
  }

  menuItem(name: string): Locator {
    const menu = this.page.getByRole('menu');
    return menu.getByRole('menuitem', { name, exact: true }).or(menu.getByRole('menuitemradio', { name, exact: true }));
  }

  /** What can be done with a room, from its row. */
  async openMenu(room: string): Promise<void> {
    await this.room(room).hover();
    await this.menuButton(room).click();
    await expect(this.page.getByRole('menu')).toBeVisible();
  }

  /** A finger that stays on something for a while. It is lifted, or slides off the screen. */
  async hold(what: Locator, end: 'touchEnd' | 'touchCancel' = 'touchEnd'): Promise<void> {
    const box = await what.boundingBox();
    if (box === null) throw new Error('there is nothing to touch');
    const touch = await this.context.newCDPSession(this.page);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
    await expect(this.page.getByRole('menu')).toBeVisible();
    await touch.send('Input.dispatchTouchEvent', { type: end, touchPoints: [] });
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

  /** On a phone the list is a page of its own; elsewhere it is there. */
  async backToRooms(): Promise<void> {
    if (await this.backButton.isVisible()) await this.backButton.click();
    await expect(this.rooms).toBeVisible();
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

  /** An invite link into the open room. */
  async makeLink(): Promise<string> {
    await this.details();
    await this.panel.getByRole('button', { name: '초대 링크 만들기' }).click();
    return this.panel.getByRole('textbox', { name: '초대 링크' }).inputValue();
  }

  async setTopic(topic: string): Promise<void> {
    await this.details();
    await this.button('주제 바꾸기').click();
    await this.byLabel('주제').fill(topic);
    await this.button('저장').click();
    await expect(this.panel.getByText(topic || '주제가 없어요', { exact: true })).toBeVisible();
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

  /** The details of the open room. */
  get panel(): Locator {
    return this.page.getByRole('complementary', { name: '방 정보' });
  }

  /** Opens what there is to know of the room. */
  async details(): Promise<void> {
    if (!(await this.panel.isVisible())) await this.button('방 정보').click();
    await expect(this.panel).toBeVisible();
  }

  /** The link that saves the conversation, in the details. */
  saveLink(form: 'HTML' | 'JSON'): Locator {
    return this.panel.getByRole('link', { name: form === 'HTML' ? 'HTML로 저장' : 'JSON으로 저장', exact: true });
  }

  /** What is said of a file: how far it is, and what came of it. */
  get saving() {
    return {
      progress: this.panel.getByRole('progressbar'),
      stop: this.panel.getByRole('button', { name: '그만두기' }),
      outcome: this.panel.getByRole('status'),
      failure: this.panel.getByRole('alert'),
    };
  }

  /** Saves the conversation, and reads the file. */
  async save(form: 'HTML' | 'JSON'): Promise<{ name: string; path: string; text: string }> {
    await this.details();
    const downloads = this.page.waitForEvent('download');
    await this.saveLink(form).click();
    const download = await downloads;
    const path = await download.path();
    return { name: download.suggestedFilename(), path, text: await readFile(path, 'utf8') };
  }

  /** A member of the room, in its details. */
  member(person: string): Locator {
    return this.panel.getByRole('listitem').filter({ hasText: person });
  }

  // From room to room.

  get switcherField(): Locator {
    return this.page.getByRole('dialog').getByRole('combobox', { name: '방이나 사람 찾기' });
  }

  /** The switcher, and what it offers. */
  async openSwitcher(): Promise<{ offers: Locator; chosen: Locator }> {
    await this.page.keyboard.press('Control+k');
    await expect(this.switcherField).toBeFocused();
    const list = this.page.getByRole('dialog').getByRole('listbox');
    return { offers: list.getByRole('option'), chosen: list.getByRole('option', { selected: true }) };
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

  /** The screen has found its way back by itself. */
  async reconnected(): Promise<void> {
    await expect(this.offline).toBeHidden({ timeout: 30_000 });
    await this.connected();
  }

  /** The message with exactly this text. */
  message(text: string | RegExp): Locator {
    return this.log.getByText(text, { exact: true });
  }

  /** The message with its author and time; not those that quote it. */
  entry(text: string): Locator {
    return this.entries.filter({ has: this.page.locator('[data-content]', { hasText: text }) });
  }

  /** What stands beneath a message that was refused: why, and both ways out. */
  failure(text: string): Locator {
    return this.entry(text).getByRole('alert').filter({ hasText: '보내지 못했어요' });
  }

  async sendAgain(text: string): Promise<void> {
    await this.failure(text).getByRole('button', { name: '다시 보내기' }).click();
  }

  async giveUp(text: string): Promise<void> {
    await this.failure(text).getByRole('button', { name: '지우기' }).click();
  }

  /** The bar over a message, once it is pointed at. */
  async actions(text: string): Promise<Locator> {
    await this.entry(text).hover();
    const bar = this.entry(text).getByRole('toolbar');
    await expect(bar).toBeVisible();
    return bar;
  }

  /** Takes an item of a message's menu. */
  async inMenu(text: string, item: string): Promise<void> {
    const bar = await this.actions(text);
    await bar.getByRole('button', { name: '더 보기' }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  /** A reaction under a message. */
  reaction(text: string, emoji: string): Locator {
    return this.entry(text).locator('[data-reactions]').getByRole('button', { name: new RegExp(`^${emoji}`) });
  }

  /** What the composer is for, above it. */
  get writing(): Locator {
    return this.page.locator('[data-writing]');
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
        headers: { origin: this.place.url },
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

  /** As if they had turned to another tab, or back: nobody looks at this one, or somebody does. */
  async look(on: boolean): Promise<void> {
    await this.page.evaluate((on) => {
      Object.defineProperty(document, 'hidden', { value: !on, configurable: true });
      Object.defineProperty(document, 'visibilityState', { value: on ? 'visible' : 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, on);
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
    return this.page.getByRole('combobox', { name: '메시지 찾기' });
  }

  /** The way to the search, over the conversation. */
  get searchLink(): Locator {
    return this.page.getByRole('link', { name: '메시지 찾기' });
  }

  /** The messages that were found. */
  get hits(): Locator {
    return this.found('메시지');
  }

  /** What was found of a kind. */
  found(kind: '방' | '사람' | '메시지'): Locator {
    return this.page.getByRole('group', { name: kind, exact: true }).getByRole('option');
  }

  /** What the keys are on. */
  get chosen(): Locator {
    return this.page.getByRole('option', { selected: true });
  }

  /** What the search says of itself. */
  get searchStatus(): Locator {
    return this.page.getByRole('region', { name: '메시지 찾기' }).getByRole('status');
  }

  /** The bar over a conversation that a hit has opened. */
  get walk(): Locator {
    return this.page.getByRole('region', { name: '찾은 메시지 넘겨 보기' });
  }

  async openSearch(): Promise<void> {
    if (!(await this.searchField.isVisible())) await this.searchLink.click();
    await expect(this.searchField).toBeFocused();
  }

  async search(query: string, where: 'here' | 'everywhere' = 'here'): Promise<void> {
    await this.openSearch();
    if (where === 'everywhere') await this.page.getByText('모든 방에서', { exact: true }).click();
    await this.searchField.fill(query);
  }
}
