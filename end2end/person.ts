import { expect, type Browser, type BrowserContextOptions, type Locator } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { InRooms } from './rooms.ts';
import { type Place } from './visitor.ts';

/** Somebody who talks: what they do and see on the chat screen. */
export class Person extends InRooms {
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
