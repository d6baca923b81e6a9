import { expect, test as base, type BrowserContextOptions } from '@playwright/test';
import { Fleet } from './fleet.ts';
import { Line } from './line.ts';
import { Person } from './person.ts';
import { Suda } from './suda.ts';
import type { Place } from './visitor.ts';

export { expect };
export type { Person };

/** What a test or a project chooses. */
export type Options = {
  /** Command line options of the program: `test.use({ options: ['--registration', 'invite'] })`. */
  options: string[];
  /** Whether the program is a fleet: three replicas over Redis, behind the gateway. */
  asFleet: boolean;
};

type Fixtures = {
  /** The program, of this test alone, with nothing in it. */
  suda: Suda | Fleet;
  /** The same, where it is a fleet. */
  fleet: Fleet;
  /** A line to the program that can be cut: for whoever is given it as their place, `person('서연', {}, line)`. */
  line: Line;
  /** Somebody with a browser of their own, signed in to a new account: `const seoyeon = await person('서연')`. */
  person: (name: string, browser?: BrowserContextOptions, place?: Place) => Promise<Person>;
  /** A browser without an account, for those who sign up or in by themselves. */
  stranger: (name: string, browser?: BrowserContextOptions, place?: Place) => Promise<Person>;
};

export const test = base.extend<Options & Fixtures>({
  options: [[], { option: true }],

  asFleet: [false, { option: true }],

  suda: async ({ options, asFleet }, use, info) => {
    const suda = asFleet ? await Fleet.start(options) : await Suda.start(options);
    await use(suda);
    await suda.stop();
    if (info.status !== info.expectedStatus) await info.attach('suda.log', { body: suda.output, contentType: 'text/plain' });
  },

  fleet: async ({ suda }, use) => {
    if (!(suda instanceof Fleet)) throw new Error('this test is about a fleet');
    await use(suda);
  },

  line: async ({ suda }, use) => {
    const line = await Line.to(suda);
    await use(line);
    await line.close();
  },

  stranger: async ({ browser, suda }, use) => {
    const people: Person[] = [];
    await use(async (name, options = {}, place = suda) => {
      const person = await Person.withBrowser(browser, place, name, options);
      people.push(person);
      return person;
    });
    // Whatever the test was about: nobody's browser complained, and nobody's browser talked to anybody but us.
    const complaints = people.flatMap((person) => person.complaints);
    await Promise.all(people.map((person) => person.close()));
    expect(complaints).toEqual([]);
  },

  person: async ({ stranger, suda }, use) => {
    const taken: number[] = [];
    await use(async (name, options, place) => {
      const person = await stranger(name, options, place);
      await person.signUp();
      if (suda instanceof Fleet) {
        // People of one test are on different replicas, as long as there are any.
        const replica = async () => suda.replicaOf(await person.cookies());
        while (taken.length < 3 && taken.includes(await replica())) {
          await person.signOut();
          await person.signIn();
        }
        taken.push(await replica());
      }
      return person;
    });
  },
});
