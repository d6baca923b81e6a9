import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../test.ts';

/** What input methods of five platforms do; `app/tests/enter.rs` plays the same into the rule alone. */
const TRACES = join(import.meta.dirname, '../../app/tests/data/ime-traces.json');

type Row = { t: number; type: string; value: string; id?: string; default_of?: string } & Record<string, unknown>;
type Expectation = { sent: string[]; field: string; checkpoints?: (Omit<Expectation, 'checkpoints'> & { afterEvent: number })[] };
type Trace = { id: string; events: Row[]; expect: Expectation };

/** Plays traces into the composer of the page, with a clock of its own. Gives what went wrong, and all that was sent. */
function play(traces: Trace[]): { faults: string[]; sent: string[] } {
  const field = document.querySelector<HTMLTextAreaElement>('#composer')!;
  const value = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')!;
  const read = () => value.get!.call(field) as string;
  const write = (text: string) => value.set!.call(field, text);
  const { setTimeout: later, clearTimeout: never } = window;
  let now = 0;
  let timers: { id: number; at: number; run: () => void }[] = [];
  let ids = 1_000_000;
  window.setTimeout = ((run: () => void, ms = 0) => (timers.push({ id: ++ids, at: now + ms, run }), ids)) as typeof setTimeout;
  window.clearTimeout = ((id: number) => (timers = timers.filter((timer) => timer.id !== id))) as typeof clearTimeout;
  const pass = (until: number) => {
    for (;;) {
      const next = timers.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
      if (!next) break;
      timers = timers.filter((timer) => timer !== next);
      now = next.at;
      next.run();
    }
    now = until;
  };
  let sent: string[] = [];
  // The composer empties the field when it has sent what stood there.
  Object.defineProperty(field, 'value', {
    configurable: true,
    get: read,
    set: (text: string) => {
      if (text === '' && read().trim()) sent.push(read());
      write(text);
    },
  });
  const made = ({ type, ...row }: Row): Event => {
    const init = { ...row, bubbles: true, cancelable: true };
    if (type.startsWith('key')) return new KeyboardEvent(type, init);
    if (type.endsWith('input')) return new InputEvent(type, init);
    return type.startsWith('composition') ? new CompositionEvent(type, init) : new Event(type, init);
  };
  const faults: string[] = [];
  const all: string[] = [];
  let begin = 0;
  for (const { id, events, expect } of traces) {
    field.focus();
    write('');
    sent = [];
    const prevented = new Set<string>();
    let before = '';
    const check = (place: string, wanted: { sent: string[]; field: string }) => {
      const right = JSON.stringify([sent, read()]) === JSON.stringify([wanted.sent, wanted.field]);
      if (!right) faults.push(`${id} ${place}: sent ${JSON.stringify(sent)}, field ${JSON.stringify(read())}; wanted ${JSON.stringify(wanted)}`);
    };
    for (const [index, row] of events.entries()) {
      pass(begin + row.t);
      if (row.default_of && prevented.has(row.default_of)) {
        if (row.id) prevented.add(row.id);
      } else {
        if (row.type === 'input') {
          const [old, young] = [[...before], [...row.value]];
          const same = old.findIndex((c, at) => c !== young[at]);
          const kept = same < 0 ? old.length : same;
          write([...read()].slice(0, [...read()].length - (old.length - kept)).join('') + young.slice(kept).join(''));
        }
        const event = made(row);
        Object.defineProperty(event, 'timeStamp', { value: begin + row.t });
        if (!field.dispatchEvent(event) && row.id) prevented.add(row.id);
      }
      before = row.value;
      for (const wanted of expect.checkpoints?.filter(({ afterEvent }) => afterEvent === index) ?? []) {
        pass(begin + (events[index + 1]?.t ?? row.t + 10_000));
        check(`after row ${index}`, wanted);
      }
    }
    pass(now + 1_000);
    check('in the end', expect);
    all.push(...sent);
    field.dispatchEvent(new Event('blur'));
    begin = now + 1_000;
  }
  delete (field as { value?: string }).value;
  write('');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  [window.setTimeout, window.clearTimeout] = [later, never];
  for (const { run } of timers) run();
  return { faults, sent: all };
}

test('what input methods of five platforms do sends what is meant, once and whole', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('한글');
  const traces: Trace[] = JSON.parse(await readFile(TRACES, 'utf8'));
  const { faults, sent } = await seoyeon.page.evaluate(play, traces);
  expect(faults).toEqual([]);
  expect(sent.length).toBeGreaterThan(traces.length / 2);
  await expect.poll(() => seoyeon.contents()).toEqual(sent.map((text) => text.trim()));
  await seoyeon.settled();
});
