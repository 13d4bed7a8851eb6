// Slack's text and blocks as elements. Text is only ever set as text: what people and apps write cannot become markup.

const EMOJI = {
  '+1': '👍', '-1': '👎', arrow_down: '⬇️', arrow_up: '⬆️', bell: '🔔', bust_in_silhouette: '👤', calendar: '📅', eyes: '👀',
  email: '📧', fire: '🔥', heart: '❤️', heavy_check_mark: '✔️', hourglass_flowing_sand: '⏳', inbox_tray: '📥', information_source: 'ℹ️',
  joy: '😂', large_blue_circle: '🔵', large_green_circle: '🟢', large_orange_circle: '🟠', large_yellow_circle: '🟡', link: '🔗',
  lock: '🔒', mag: '🔍', memo: '📝', no_entry: '⛔', paperclip: '📎', pencil2: '✏️', pray: '🙏', raised_hands: '🙌', red_circle: '🔴',
  rotating_light: '🚨', smile: '😄', speech_balloon: '💬', tada: '🎉', ticket: '🎫', warning: '⚠️', wave: '👋', white_check_mark: '✅',
  white_circle: '⚪', x: '❌', zap: '⚡', slightly_smiling_face: '🙂', thinking_face: '🤔', star: '⭐', construction: '🚧', bulb: '💡',
};

export const emoji = (name) => EMOJI[name] ?? `:${name}:`;

/** An element with attributes (functions become listeners) and children. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

const unescape = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function link(url, label) {
  const safe = /^(https?|mailto|tel):/i.test(url);
  return safe ? el('a', { href: url, target: '_blank', rel: 'noopener' }, label) : document.createTextNode(label);
}

/** Names for ids; the page fills it. */
export const names = { users: new Map(), channels: new Map(), you: '' };

const user = (id) => el('span', { class: id === names.you ? 'mention you' : 'mention' }, `@${names.users.get(id) ?? id}`);
const channel = (id, label) => el('span', { class: 'mention' }, `#${names.channels.get(id) ?? label ?? id}`);

function token(inner) {
  const [target, label] = inner.split(/\|(.*)/s);
  if (target.startsWith('@')) return user(target.slice(1));
  if (target.startsWith('#')) return channel(target.slice(1), label);
  if (target.startsWith('!date^')) return document.createTextNode(unescape(label ?? target));
  if (target.startsWith('!')) return el('span', { class: 'mention you' }, `@${label || target.slice(1)}`);
  return link(unescape(target), unescape(label ?? target.replace(/^mailto:/, '')));
}

const MARKS = { '*': 'strong', _: 'em', '~': 's' };
const INLINE = /<([^<>\n]+)>|`([^`\n]+)`|(?<![\p{L}\p{N}])([*_~])(?=\S)(.+?)(?<=\S)\3(?![\p{L}\p{N}])|:([a-z0-9_+'-]*[a-z_+][a-z0-9_+'-]*):|\n/gu;

function inline(text) {
  const found = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    found.push(unescape(text.slice(at, match.index)));
    at = match.index + match[0].length;
    const [whole, angle, code, mark, inside, name] = match;
    if (angle) found.push(token(angle));
    else if (code) found.push(el('code', {}, unescape(code)));
    else if (mark) found.push(el(MARKS[mark], {}, inline(inside)));
    else if (name) found.push(emoji(name));
    else if (whole === '\n') found.push(el('br'));
  }
  found.push(unescape(text.slice(at)));
  return found;
}

/** Formatted text (`mrkdwn`) as elements. */
export function mrkdwn(text) {
  const parts = text.split('```');
  return parts.flatMap((part, index) => {
    if (index % 2 && index < parts.length - 1) return el('pre', {}, unescape(part.replace(/^\n|\n$/g, '')));
    const groups = [];
    for (const line of part.replace(/^\n|\n$/g, '').split('\n')) {
      const quoted = line.startsWith('&gt;');
      const last = groups.at(-1);
      const bare = quoted ? line.replace(/^&gt; ?/, '') : line;
      if (last && last.quoted === quoted) last.lines.push(bare);
      else groups.push({ quoted, lines: [bare] });
    }
    return groups.map(({ quoted, lines }) => quoted ? el('blockquote', {}, inline(lines.join('\n'))) : el('div', {}, inline(lines.join('\n'))));
  });
}

const text = (object) => object?.type === 'mrkdwn' ? mrkdwn(object.text) : [object?.text ?? ''];

function styled(node, style = {}) {
  const tags = { bold: 'strong', italic: 'em', strike: 's', code: 'code' };
  return Object.entries(tags).reduce((inner, [key, tag]) => style[key] ? el(tag, {}, inner) : inner, node);
}

function richInline(element) {
  switch (element.type) {
    case 'text': return styled(el('span', { class: 'pre-line' }, element.text), element.style);
    case 'link': return styled(link(element.url, element.text || element.url), element.style);
    case 'user': return user(element.user_id);
    case 'channel': return channel(element.channel_id);
    case 'broadcast': return el('span', { class: 'mention you' }, `@${element.range}`);
    case 'emoji': return emoji(element.name);
    default: return element.text ?? '';
  }
}

function rich(element) {
  const inside = () => element.elements.map(richInline);
  switch (element.type) {
    case 'rich_text_preformatted': return el('pre', {}, inside());
    case 'rich_text_quote': return el('blockquote', {}, inside());
    case 'rich_text_list': return el(element.style === 'ordered' ? 'ol' : 'ul', {}, element.elements.map((item) => el('li', {}, item.elements.map(richInline))));
    default: return el('div', {}, inside());
  }
}

/** A button or menu of the app. `act(action, value)` tells the app. */
function control(element, act) {
  switch (element.type) {
    case 'button': {
      const label = element.text.text;
      const press = () => act('press', element.action_id, element.value);
      const button = el('button', { type: 'button', class: element.style ?? '', click: press }, label.replace(/:([a-z0-9_+-]+):/g, (_, name) => emoji(name)));
      return element.url ? [button, link(element.url, ' ↗')] : button;
    }
    case 'static_select': {
      const placeholder = element.placeholder?.text ?? 'Choose';
      const option = ({ text: label, value }) => el('option', { value, selected: value === element.initial_option?.value }, label.text);
      const options = element.option_groups
        ? element.option_groups.map((group) => el('optgroup', { label: group.label.text }, group.options.map(option)))
        : element.options.map(option);
      const empty = element.initial_option ? null : el('option', { value: '' }, placeholder);
      const choose = ({ target }) => target.value && act('select_option', element.action_id, target.value);
      return el('select', { 'aria-label': placeholder, change: choose }, empty, options);
    }
    case 'overflow': {
      const item = ({ text: label, value }) => el('button', { type: 'button', click: () => act('select_option', element.action_id, value) }, label.text);
      return el('details', { class: 'menu' }, el('summary', { 'aria-label': 'More actions' }, '⋯'), el('div', {}, element.options.map(item)));
    }
    case 'users_select': {
      const people = [...names.users].map(([id, name]) => el('option', { value: id, selected: id === element.initial_user }, name));
      const choose = ({ target }) => target.value && act('select_option', element.action_id, target.value);
      return el('select', { 'aria-label': element.placeholder?.text ?? 'Choose a person', change: choose }, el('option', { value: '' }, element.placeholder?.text ?? 'Choose a person'), people);
    }
    case 'image': return picture(element);
    default: return '';
  }
}

const picture = ({ image_url: src, alt_text: alt }) => el('img', { src, alt: alt ?? '', loading: 'lazy' });

/** One block as an element. */
export function block(it, act) {
  switch (it.type) {
    case 'header': return el('p', { class: 'header' }, text(it.text));
    case 'section': return el('div', { class: 'section' },
      el('div', {}, it.text && text(it.text), it.fields && el('div', { class: 'fields' }, it.fields.map((field) => el('div', {}, text(field))))),
      it.accessory && control(it.accessory, act));
    case 'context': return el('div', { class: 'context' }, it.elements.map((item) => item.type === 'image' ? picture(item) : el('div', {}, text(item))));
    case 'divider': return el('hr');
    case 'actions': return el('div', { class: 'actions' }, it.elements.map((item) => control(item, act)));
    case 'image': return picture(it);
    case 'rich_text': return el('div', {}, it.elements.map(rich));
    case 'markdown': return el('div', { class: 'pre-line' }, it.text);
    default: return el('div', {}, `(${it.type})`);
  }
}
