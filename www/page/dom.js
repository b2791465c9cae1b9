// Elements are made from values and text nodes only; nothing on these pages is parsed as HTML.

/**
 * Makes an element. Properties are set as such; those with a dash, and `role` and `for`, as attributes.
 *
 * @param {string} tag a tag name, with classes after dots: `p.help`
 * @param {Record<string, unknown> | null} [properties]
 * @param {...(Node | string | number | null | undefined | false)} children absent ones are left out
 * @returns {HTMLElement}
 */
export function h(tag, properties, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null) continue;
    if (key.includes('-') || key === 'role' || key === 'for') element.setAttribute(key, String(value));
    else element[key] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const icons = {
  ready: 'M4.5 12.5l5 5 10-11',
  mend: 'M4 20l1-4.5L16.5 4 20 7.5 8.5 19 4 20zM14 6.5l3.5 3.5',
  refused: 'M6 6l12 12M18 6L6 18',
  partly: 'M12 4.5v9.500M12 18.800v.1',
  nothing: 'M8.5 9a3.5 3.5 0 1 1 5 3.2c-1.1.55-1.5 1.1-1.5 2.3M12 18.200v.1',
};

/** A picture beside a word that says the same. @param {keyof typeof icons} name */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', icons[name]);
  svg.append(path);
  return svg;
}

/** @param {string} id */
export const byId = (id) => document.getElementById(id);

/** Brings a heading into view and the focus with it. @param {HTMLElement} heading */
export function goTo(heading) {
  heading.tabIndex = -1;
  heading.scrollIntoView();
  heading.focus({ preventScroll: true });
}

/** Copies of a message that has not changed are not announced again. */
export function announce(region, text) {
  if (region.textContent !== text) region.textContent = text;
}

/** Text in which names in backticks stand in `code` elements. */
export function prose(text) {
  return text.split('`').map((part, index) => (index % 2 ? h('code', null, part) : part));
}

/** Messages of the package are lower case and have no period; here they stand alone. */
export function sentence(text) {
  return `${text.replace(/^[a-z]/, (letter) => letter.toUpperCase())}${/[.!?…]$/.test(text) ? '' : '.'}`;
}

/**
 * Runs `action` once the calls have paused for `milliseconds`; `cancel` forgets what was called before.
 *
 * @param {() => void} action
 * @param {number} milliseconds
 * @returns {(() => void) & { cancel(): void }}
 */
export function whenIdle(action, milliseconds) {
  let timer;
  const cancel = () => clearTimeout(timer);
  const call = () => {
    cancel();
    timer = setTimeout(action, milliseconds);
  };
  return Object.assign(call, { cancel });
}

/** Every credential is 32 letters and digits; a longer run may hold one. */
export const withoutCredentials = (text) => text.replaceAll(/[0-9A-Za-z]{32,}/g, '<credential>');

/** "1 scope", "2 scopes". */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;
