import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';

/** Where a browser finds the program. */
export interface Place {
  readonly url: string;
  /** Whether it was ever out of reach: then browsers may have complained about it. */
  readonly hasBeenAway: boolean;
}

/**
 * Somebody with a browser of their own, which is watched: what they do at the door and on the plain pages with plain forms.
 * Things are found as people find them: by what they are and what they are called, in Korean. Whoever renames a button does
 * it here too.
 */
export class Visitor {
  /** What their browser complained about, and whom it talked to that is not us. */
  readonly complaints: string[] = [];
  /** Set before something that the server is meant to refuse: browsers log refused requests as errors. */
  expectsRefusals = false;
  /** Good enough, and their own. */
  password: string;

  protected constructor(
    protected readonly place: Place,
    protected readonly context: BrowserContext,
    readonly page: Page,
    readonly name: string,
    protected readonly hasScripts: boolean,
  ) {
    this.password = `${name}의 긴 비밀번호`;
    this.watch(page);
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  private watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      const text = `${message.text()} (${message.location().url})`;
      const ofRefusal = /status of (4\d\d|503)/.test(text);
      // A gateway without replicas answers by itself.
      const ofAbsence = /WebSocket connection to|net::ERR_(CONNECTION|SOCKET|EMPTY|INCOMPLETE)|status of 503/.test(text);
      if ((this.expectsRefusals && ofRefusal) || (this.place.hasBeenAway && ofAbsence)) return;
      this.complaints.push(`${this.name}: ${text}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`${this.name}: ${error.stack ?? error.message}`));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(this.place.url) && !/^(data|blob|about):/.test(url)) this.complaints.push(`${this.name} asked ${url}`);
    });
  }

  get rooms(): Locator {
    return this.roomsOnEitherPage(false);
  }

  /** On a phone the list is a page of its own, and hidden while a room is shown. */
  private roomsOnEitherPage(includeHidden: boolean): Locator {
    return this.page.getByRole('navigation', { name: '방 목록', includeHidden });
  }

  /** The page has come to life and is connected. A page without JavaScript does neither. */
  async connected(): Promise<void> {
    await expect(this.roomsOnEitherPage(true)).toBeAttached();
    if (this.hasScripts) await expect(this.page.getByText('연결됨', { exact: true })).toBeAttached();
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

  /** What their browser sends with each request. */
  async cookies(): Promise<string> {
    return (await this.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  /** Signed in as somebody else's browser is: the same session in this one. */
  async enter(other: Visitor): Promise<void> {
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

  // Settings and administration: plain pages with plain forms.

  async choose({ theme, language }: { theme?: '밝게' | '어둡게'; language?: '한국어' | 'English' }): Promise<void> {
    for (const choice of [theme, language]) {
      if (choice) await this.page.getByText(choice, { exact: true }).click();
    }
    await this.button('저장').click();
    await expect(this.page.getByRole('status')).toHaveText(/^(저장했어요|Saved)$/);
  }

  /** A switch of the settings. */
  switch(name: string): Locator {
    return this.page.getByRole('switch', { name });
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

  protected button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  protected byLabel(label: string | RegExp): Locator {
    return this.page.getByLabel(label, { exact: true });
  }
}
