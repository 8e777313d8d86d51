import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Questions to a page as it stands, each answered with what is wrong: nothing, or a list. */

/** Every text that a person can read or hear, but for code, keys and what is marked as English. */
export function readableTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const foreign = 'code, kbd, script, style, body [lang=en]';
    const texts: string[] = [document.title];
    for (const element of document.body.querySelectorAll('*')) {
      if (!element.checkVisibility() || element.closest(foreign)) continue;
      for (const name of ['title', 'aria-label', 'placeholder', 'alt']) {
        const value = element.getAttribute(name);
        if (value) texts.push(value);
      }
      for (const node of element.childNodes) {
        const text = node.nodeType === Node.TEXT_NODE ? node.nodeValue!.trim() : '';
        if (text) texts.push(text);
      }
    }
    return texts;
  });
}

/** Controls, pictures and lists without a name, as a screen reader is told them. */
export async function nameless(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const named = new Set(
    `button link textbox searchbox combobox listbox option checkbox radio image img progressbar
     dialog group navigation DisclosureTriangle`.split(/\s+/),
  );
  return nodes
    .filter((node) => {
      if (node.ignored) return false;
      const role = String(node.role?.value);
      const focusable = node.properties?.some(
        ({ name, value }) => name === 'focusable' && value.value === true,
      );
      const wants = named.has(role) || (focusable && role !== 'RootWebArea');
      // A group without a name of its own, such as <details>, is named by what opens it.
      if (role === 'group' && !focusable) return false;
      return wants && !String(node.name?.value ?? '').trim();
    })
    .map((node) => `${String(node.role?.value)} #${node.backendDOMNodeId}`);
}

/** What breaks rules that hold for every page: order of Tab, alternatives of pictures, ids. */
export function markupFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const say = (element: Element, fault: string): void => {
      faults.push(`${fault}: ${element.outerHTML.slice(0, 120)}`);
    };
    for (const element of document.querySelectorAll<HTMLElement>('[tabindex]')) {
      if (element.tabIndex > 0) say(element, 'a tabindex above 0');
    }
    for (const image of document.querySelectorAll('img:not([alt])')) say(image, 'no alt');
    const seen = new Set<string>();
    for (const element of document.querySelectorAll('[id]')) {
      if (seen.has(element.id)) say(element, 'an id used twice');
      seen.add(element.id);
    }
    for (const field of document.querySelectorAll<HTMLInputElement>('input, select')) {
      if (!field.labels?.length && !field.ariaLabel) say(field, 'a field without label');
    }
    return faults;
  });
}

/**
 * Walks the page with Tab from its start to its end. Returns what could not be reached or shows no
 * focus, or part of it, when it is.
 */
export async function tabFaults(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    getSelection()?.removeAllRanges();
    const wanted = document.querySelectorAll<HTMLElement>(
      'a[href], button, input, select, summary, [tabindex="0"]',
    );
    const open = document.querySelector('dialog[open]');
    for (const element of wanted) {
      const usable = element.checkVisibility() && !element.matches(':disabled');
      if (usable && (!open || open.contains(element))) element.dataset['untabbed'] = '';
    }
  });
  const faults: string[] = [];
  const count = await page.locator('[data-untabbed]').count();
  for (let i = 0; i < count + 3; i++) {
    await page.keyboard.press('Tab');
    const fault = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (!element || element === document.body || !('untabbed' in element.dataset)) return null;
      delete element.dataset['untabbed'];
      // A list shows its focus on the option that has it.
      const option = element.getAttribute('aria-activedescendant');
      const focused = option ? document.getElementById(option)! : element;
      const shown = getComputedStyle(focused);
      const outlined = shown.outlineStyle !== 'none' && parseFloat(shown.outlineWidth) >= 1;
      const name = element.outerHTML.slice(0, 120);
      if (!outlined) return shown.boxShadow === 'none' ? `no visible focus: ${name}` : null;
      // A ring beyond the outline is a shadow that only spreads.
      const spread = [...shown.boxShadow.matchAll(/ 0px 0px 0px (\d+)px/g)].map(([, px]) =>
        Number(px),
      );
      const outline = parseFloat(shown.outlineWidth) + parseFloat(shown.outlineOffset);
      const reach = Math.max(0, outline, ...spread);
      const { left, top, right, bottom } = focused.getBoundingClientRect();
      for (let at = focused.parentElement; at; at = at.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(at);
        const box = at.getBoundingClientRect();
        const [x, y] = [box.left + at.clientLeft, box.top + at.clientTop];
        const room = Math.min(
          ...(overflowX === 'visible' ? [] : [left - x, x + at.clientWidth - right]),
          ...(overflowY === 'visible' ? [] : [top - y, y + at.clientHeight - bottom]),
        );
        if (room < reach - 0.6) return `its focus is cut off by <${at.className}>: ${name}`;
        if (at instanceof HTMLDialogElement) break;
      }
      return null;
    });
    if (fault) faults.push(fault);
  }
  const left = await page
    .locator('[data-untabbed]')
    .evaluateAll((all) =>
      all.map((element) => `not reached by Tab: ${element.outerHTML.slice(0, 120)}`),
    );
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  return [...faults, ...left];
}

/**
 * Texts whose contrast with what lies behind them is below WCAG's 4.5 (3 where large). Disabled
 * controls are exempt, as there.
 */
export function paleTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    /** Any CSS colour as red, green, blue and opacity, 0..255. */
    function parse(colour: string): number[] {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    }
    const over = (top: number[], below: number[]): number[] =>
      [0, 1, 2].map((i) => below[i]! + ((top[i]! - below[i]!) * top[3]!) / 255);
    function behind(element: Element): number[] {
      const layers: number[][] = [];
      for (let at: Element | null = element; at; at = at.parentElement) {
        const layer = parse(getComputedStyle(at).backgroundColor);
        layers.push(layer);
        if (layer[3] === 255) break;
      }
      return layers.reduceRight((below, top) => over(top, below), [255, 255, 255]);
    }
    function luminance(colour: number[]): number {
      const [r, g, b] = colour.map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    }
    const pale: string[] = [];
    const contrast = (ink: number[], ground: number[]): number => {
      const [dark, light] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
      return (light! + 0.05) / (dark! + 0.05);
    };
    for (const field of document.querySelectorAll<HTMLInputElement>('input[placeholder]')) {
      const ground = behind(field);
      const ink = over(parse(getComputedStyle(field, '::placeholder').color), ground);
      if (contrast(ink, ground) < 4.5) pale.push(`placeholder: ${field.placeholder}`);
    }
    for (const element of document.body.querySelectorAll('*')) {
      const text = [...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.nodeValue!.trim())
        .join(' ')
        .trim();
      if (!text || !element.checkVisibility() || element.closest(':disabled, .spoken, option'))
        continue;
      const style = getComputedStyle(element);
      const ground = behind(element);
      const ink = over(parse(element instanceof SVGElement ? style.fill : style.color), ground);
      const ratio = contrast(ink, ground);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (large ? 3 : 4.5)) pale.push(`${ratio.toFixed(2)}: ${text.slice(0, 60)}`);
    }
    return pale;
  });
}

/** Words that do not fit: what is cut off by its box, and what makes the page wider than its window. */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth) cut.push('the page is too wide');
    for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
      if (!element.checkVisibility() || element.closest('.spoken')) continue;
      const { overflowX, overflowY } = getComputedStyle(element);
      const hidesX = overflowX === 'hidden' || overflowX === 'clip';
      const hidesY = overflowY === 'hidden' || overflowY === 'clip';
      const name = `${element.tagName.toLowerCase()}.${element.className}: ${element.innerText?.slice(0, 60)}`;
      if (hidesX && element.scrollWidth > element.clientWidth + 1) cut.push(`too wide ${name}`);
      if (hidesY && element.scrollHeight > element.clientHeight + 1) cut.push(`too high ${name}`);
      const box = element.getBoundingClientRect();
      const leaf = element.children.length === 0 && element.innerText;
      if (leaf && (box.right > innerWidth + 1 || box.left < -1)) cut.push(`outside ${name}`);
    }
    return cut;
  });
}

/** What axe-core calls a serious or critical violation, rule and place. */
export async function axeFaults(page: Page): Promise<string[]> {
  // Evaluated, not added as a script: the page's own policy admits no foreign one.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<AxeResults> } };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
      );
  });
}
