import { expect, type Locator } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { Visitor } from './visitor.ts';

/** Somebody in the rooms: what they do and see in the list, in a room's details, and from room to room. */
export class InRooms extends Visitor {
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
}
