// Somebody without a mouse: Tab, Enter and the arrow keys, nothing else. Where the focus stands must be seen at every stop.

import assert from 'node:assert/strict';

/** No page has more stops than this. */
const MOST = 120;

export class Keyboard {
  constructor(page) {
    this.page = page;
  }

  async press(key) {
    await this.page.keyboard.press(key);
  }

  async type(text) {
    await this.page.keyboard.type(text);
  }

  /** Goes on until `target` has the focus. */
  async to(target, key = 'Tab') {
    await target.waitFor();
    for (let stop = 0; stop < MOST; stop += 1) {
      if (await this.stands(target)) return;
      await this.press(key);
      await this.look();
    }
    assert.fail(`${target} cannot be reached`);
  }

  async back(target) {
    await this.to(target, 'Shift+Tab');
  }

  async stands(target) {
    return (await target.count()) === 1 && (await target.evaluate((element) => element === document.activeElement));
  }

  /** The focus is at something that can be seen, and can be told from what is beside it. */
  async look() {
    assert.equal(await this.page.evaluate(hidden), null);
  }

  /** Goes there and does what is to be done there. */
  async use(target, key = 'Enter') {
    await this.to(target);
    await this.press(key);
  }

  /** Chooses by the arrow keys. */
  async choose(list, option) {
    await this.to(list);
    for (let step = 0; step < MOST; step += 1) {
      if ((await list.evaluate((select) => select.selectedOptions[0]?.label)) === option) return;
      await this.press('ArrowDown');
    }
    assert.fail(`${list} has no ${option}`);
  }
}

/** Runs in the page: what is wrong with where the focus stands, if anything is. */
function hidden() {
  const element = document.activeElement;
  if (!element || element === document.body) return null; // Between the page's end and its beginning.
  const name = `${element.localName} "${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)}"`;
  const seen = (color) => color !== 'transparent' && !/, 0\)$/.test(color);
  const outlined = (node) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(node);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 && seen(outlineColor);
  };
  const ringed = (node) => node.matches(':focus-within') && getComputedStyle(node).boxShadow !== 'none';
  const { outlineStyle } = getComputedStyle(element);
  const drawn = element.matches('input[type="date"], input[type="datetime-local"]'); // The browser shows where inside of it one is.
  // A control that is drawn otherwise shows it beside or around itself.
  const near = [element, element.nextElementSibling, element.parentElement, element.parentElement?.parentElement].filter(Boolean);
  if (!drawn && !near.some((node) => outlined(node) || (outlineStyle !== 'none' && ringed(node)))) return `${name} does not show its focus`;
  const box = (element.getBoundingClientRect().width > 1 ? element : element.parentElement).getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return inside ? null : `${name} has the focus out of sight`;
}
