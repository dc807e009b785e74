import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuthenticatorApp } from '../../../testkit/authenticator-app.mjs';
import { findChromium } from '../../../testkit/chromium/find-chromium.mjs';
import { launchArguments } from '../../../testkit/chromium/launch-arguments.mjs';
import { frontend } from '../../../scripts/lib/paths.mjs';

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {import('@playwright/test').Locator} Locator */
/** @typedef {import('./stack.mjs').Stack} Stack */
/** @typedef {{ name: string, email: string, password: string, app: AuthenticatorApp }} Administrator */

/** @type {typeof import('@playwright/test')} */
const { chromium } = createRequire(join(frontend, 'package.json'))('@playwright/test');

const ALIVE_MS = 60_000;
/** In development a page is compiled when it is first asked for. */
const FIRST_COMPILE_MS = 180_000;
/** Chromium breaks off what it loads when a network of the machine comes or goes, as those of other containers do. */
const NETWORK_CHANGE = /ERR_NETWORK_CHANGED/;
const MOST_LOADS = 10;

/** The web console of a stack in a real Chromium, as somebody uses it. */
export class Console {
  /** @param {Stack} stack */
  static async open(stack) {
    const browser = await chromium.launch({ executablePath: await findChromium(), args: launchArguments });
    // Nobody has signed the certificate of a test.
    const context = await browser.newContext({ baseURL: stack.url, ignoreHTTPSErrors: stack.environment === 'prod' });
    context.setDefaultTimeout(stack.environment === 'dev' ? FIRST_COMPILE_MS : 20_000);
    const page = await context.newPage();
    return new Console(browser, context, page, stack.url);
  }

  /** What ought not to be: errors, violations of the content security policy, requests that leave the console's origin. */
  /** @type {string[]} */
  noise = [];
  /** Headers of the pages that were opened, by address. */
  /** @type {Map<string, Record<string, string>>} */
  documents = new Map();
  page;
  #browser;
  #context;

  /**
   * @param {import('@playwright/test').Browser} browser
   * @param {import('@playwright/test').BrowserContext} context
   * @param {Page} page
   * @param {string} origin
   */
  constructor(browser, context, page, origin) {
    this.#browser = browser;
    this.#context = context;
    this.page = page;
    page.on('pageerror', (error) => this.noise.push(`${error}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.noise.push(`${message.text()} (${message.location().url})`);
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url)) this.noise.push(`left the origin: ${url}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 500) this.noise.push(`${response.status()} ${response.url()}`);
      const request = response.request();
      if (request.resourceType() === 'document') this.documents.set(response.url(), response.headers());
    });
  }

  /**
   * Makes the first administrator with the link for it: a password, an authenticator app, kept recovery codes.
   *
   * @param {string} link
   * @returns {Promise<Administrator>}
   */
  async makeFirstAdministrator(link) {
    const person = { name: 'Samuel Plimsoll', email: 'samuel@plimsoll.example', password: 'a line for each season' };
    const { page } = this;
    await this.#load(link);
    await untilAlive(page.getByLabel('Your name'));
    await page.getByLabel('Your name').fill(person.name);
    await page.getByLabel('Email').fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Create the account' }).click();
    await page.getByRole('button', { name: /Authenticator app/ }).click();
    await page.getByRole('img', { name: /^QR/ }).waitFor();
    const app = new AuthenticatorApp((await page.locator('code').first().textContent()) ?? '');
    await page.getByRole('textbox', { name: 'Code' }).fill(await app.nextCode());
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByLabel(/I have saved these codes/).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await this.#isInside(person.name);
    return { ...person, app };
  }

  /** @param {Administrator} person */
  async signIn({ name, email, password, app }) {
    const { page } = this;
    await this.#load('/sign-in');
    await untilAlive(page.getByLabel('Email'));
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('textbox', { name: 'Code' }).fill(await app.nextCode());
    await page.getByRole('button', { name: 'Continue' }).click();
    await this.#isInside(name);
  }

  /** As if the browser had been closed and its cookies cleared. */
  async forget() {
    // A page that is still open loads the rest of its list, without a session.
    await this.page.goto('about:blank');
    await this.#context.clearCookies();
  }

  /**
   * What an artifact's page says about an environment.
   *
   * @param {string} artifactId
   * @param {string} environment
   */
  async verdictOf(artifactId, environment) {
    await this.#load(`/artifacts/${artifactId}`);
    const verdicts = this.page.getByRole('region', { name: 'Verdicts' });
    const heading = this.page.getByRole('heading', { name: new RegExp(environment) });
    const item = verdicts.getByRole('listitem').filter({ has: heading }).first();
    await this.#appears(item);
    return (await item.innerText()).replaceAll(/\s+/g, ' ');
  }

  cookies() {
    return this.#context.cookies();
  }

  async close() {
    await this.#browser.close();
  }

  /** @param {string} name */
  async #isInside(name) {
    await this.#appears(this.page.getByRole('button', { name: `Signed in as ${name}` }));
  }

  /**
   * Waits for something, and says what there is instead where it does not come.
   *
   * @param {Locator} locator
   */
  async #appears(locator) {
    try {
      await locator.waitFor();
    } catch (error) {
      const shown = (await this.page.locator('body').innerText()).replaceAll(/\s+/g, ' ').slice(0, 600);
      const state = `${this.page.url()} shows "${shown}"; ${this.noise.join('; ') || 'no errors'}`;
      throw new Error(`${locator} did not appear: ${state}`, { cause: error });
    }
  }

  /**
   * Opens a page whole.
   *
   * @param {string} address
   */
  async #load(address) {
    for (let load = 1; ; load += 1) {
      const heard = this.noise.length;
      let isBroken = false;
      try {
        await this.page.goto(address, { waitUntil: 'networkidle' });
      } catch (error) {
        if (!(error instanceof Error && NETWORK_CHANGE.test(error.message))) throw error;
        isBroken = true;
      }
      if (!isBroken && !this.noise.slice(heard).some((line) => NETWORK_CHANGE.test(line))) return;
      if (load === MOST_LOADS) throw new Error(`${address}: the networks of this machine keep changing`);
      this.noise.length = heard;
      await sleep(1000);
    }
  }
}

/**
 * Waits until React listens on an element: what is typed before that is typed into a picture.
 *
 * @param {Locator} locator
 */
async function untilAlive(locator) {
  const deadline = Date.now() + ALIVE_MS;
  const listens = () =>
    locator.evaluate((element) => Object.keys(element).some((key) => key.startsWith('__reactProps')));
  while (!(await listens())) {
    if (Date.now() > deadline) throw new Error('The page did not come alive.');
    await sleep(100);
  }
}
