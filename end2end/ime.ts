import type { CDPSession, Page } from '@playwright/test';

/** How a system's Korean input method hands over the Enter that ends a composition. */
export type System = 'Windows' | 'macOS' | 'Linux';

/** A key press of the 2-beolsik layout: the key, what it finishes (if anything), what it leaves being composed. */
type Stroke = [key: string, composing: string, finished?: string];

/** Words as their key presses; the last syllable is still being composed at the end. */
export const STROKES = {
  // 안 has its tail, so the ㄴ of 녕 finishes it.
  안녕: [['s', 'ㅇ'], ['k', '아'], ['s', '안'], ['s', 'ㄴ', '안'], ['u', '녀'], ['d', '녕']],
  // Compound tails: 닭 keeps its ㄺ, 갋 gives its ㅂ to the next syllable.
  닭갈비: [['e', 'ㄷ'], ['k', '다'], ['f', '달'], ['r', '닭'], ['r', 'ㄱ', '닭'], ['k', '가'], ['f', '갈'], ['q', '갋'], ['l', '비', '갈']],
  // The tail of 횡 becomes the lead of 의 when the vowel comes.
  회의: [['g', 'ㅎ'], ['h', '호'], ['l', '회'], ['d', '횡'], ['m', '으', '회'], ['l', '의']],
  회의록: [['g', 'ㅎ'], ['h', '호'], ['l', '회'], ['d', '횡'], ['m', '으', '회'], ['l', '의'], ['f', '읠'], ['h', '로', '의'], ['r', '록']],
} as const satisfies Record<string, readonly Stroke[]>;

export type Word = keyof typeof STROKES;

/**
 * A Korean input method, played through the DevTools protocol: every key goes to the input method (229), which changes
 * the composition. Composition and input events are Chromium's own; only the key events are sent by hand.
 */
export class InputMethod {
  private constructor(private readonly devtools: CDPSession) {}

  static async of(page: Page): Promise<InputMethod> {
    return new InputMethod(await page.context().newCDPSession(page));
  }

  /** Types a word into the focused field, and looks after each key. Its last syllable stays in composition. */
  async type(word: Word, look?: (typed: string) => Promise<void>): Promise<void> {
    let done = '';
    for (const [key, composing, finished] of STROKES[word] as readonly Stroke[]) {
      const code = `Key${key.toUpperCase()}`;
      await this.processed(code);
      if (finished) await this.insert(finished);
      await this.compose(composing);
      await this.up(key, code, key.toUpperCase().charCodeAt(0));
      done += finished ?? '';
      await look?.(done + composing);
    }
  }

  /** Ends the composition of the last syllable, as a key of another kind does. */
  async finish(syllable: string): Promise<void> {
    await this.insert(syllable);
  }

  /** Presses Enter once while `syllable` is still in composition, in the manner of a system. */
  async enter(system: System, syllable: string): Promise<void> {
    // Not awaited one by one: the system delivers all of it at once.
    const steps: Promise<unknown>[] = [];
    if (system !== 'Linux') steps.push(this.processed('Enter'));
    steps.push(this.insert(syllable));
    if (system === 'macOS') steps.push(this.up('Enter', 'Enter', 13));
    steps.push(
      this.devtools.send('Input.dispatchKeyEvent', {
        type: 'keyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r', unmodifiedText: '\r',
      }),
      this.up('Enter', 'Enter', 13),
    );
    await Promise.all(steps);
  }

  /** A key that the input method took for itself. */
  private processed(code: string) {
    return this.devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', code, windowsVirtualKeyCode: 229 });
  }

  private insert(text: string) {
    return this.devtools.send('Input.insertText', { text });
  }

  private compose(text: string) {
    return this.devtools.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  }

  private up(key: string, code: string, windowsVirtualKeyCode: number) {
    return this.devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code, windowsVirtualKeyCode });
  }
}
