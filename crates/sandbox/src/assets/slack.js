// Draws what one person sees in the workspace and does what they do. The server knows everything; this keeps only
// who and where one is, in the page's address.

import { block, el, emoji, mrkdwn, names } from './blocks.js';
import { drawModal } from './modal.js';

const find = (id) => document.getElementById(id);
const place = new URLSearchParams(location.search);
const QUICK = ['white_check_mark', 'eyes', '+1', 'rotating_light', 'tada', 'heart', 'pray', 'x'];
let seen;

async function load() {
  const response = await fetch(`/slack/seen?${place}`);
  if (!response.ok) return problem('Nothing to see here.');
  seen = await response.json();
  place.set('user', seen.you);
  place.set('channel', seen.channel);
  history.replaceState(null, '', `?${place}`);
  draw();
}

function go(changes) {
  for (const [key, value] of Object.entries(changes)) {
    if (value) place.set(key, value);
    else place.delete(key);
  }
  return load();
}

/** Does something in the workspace; says why when it is refused. */
async function act(what, fields) {
  problem('');
  const body = JSON.stringify({ user: seen.you, ...fields });
  const response = await fetch(`/control/slack/${what}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const answer = await response.json();
  if (!response.ok) problem(`${answer.error.replaceAll('_', ' ')}. ${answer.message ?? ''}`);
  return response.ok ? answer : null;
}

function problem(text) {
  find('problem').textContent = text;
}

function draw() {
  const { channels, users, you } = seen;
  const channel = channels.find(({ id }) => id === seen.channel);
  names.you = you;
  names.users = new Map(users.map(({ id, name }) => [id, name]));
  names.channels = new Map(channels.map(({ id, name }) => [id, name]));
  document.title = `#${channel.name} · ${seen.team} · Sandbox`;
  find('team').textContent = seen.team;
  find('channel-name').textContent = channel.kind === 'direct' ? channel.name : `#${channel.name}`;
  find('topic').textContent = [channel.topic, channel.shared && 'shared with another company', channel.kind === 'private' && 'private'].filter(Boolean).join(' · ');
  drawPeople(users, you);
  redraw(find('channels'), channels.map((it) => ({ key: it.id, data: [it, it.id === seen.channel, you], make: () => channelLink(it) })));
  document.querySelector('#write label').textContent = `Message ${find('channel-name').textContent}`;
  const open = channel.member && !channel.is_archived;
  find('write').hidden = !open;
  find('notice').hidden = open;
  find('notice').replaceChildren(...notice(channel));
  const all = [...seen.messages, ...seen.ephemerals.filter(({ thread_ts: thread }) => !thread).map((it) => ({ ...it, ephemeral: true }))];
  messages(find('messages'), all.sort((one, two) => one.ts < two.ts ? -1 : 1), false);
  drawThread(open);
  drawModal(seen.views.at(-1), act);
}

function notice(channel) {
  if (channel.is_archived) return ['This channel is archived.'];
  return ['You are not in this channel. ', el('button', { type: 'button', click: () => act('join', { channel: channel.id }) }, 'Join')];
}

function drawPeople(users, you) {
  const people = users.filter(({ is_bot: bot }) => !bot);
  const teams = [...new Set(people.map(({ team }) => team))];
  const option = ({ id, name }) => el('option', { value: id, selected: id === you }, name);
  const groups = teams.map((team) => ({ key: team, data: [people, you], make: () => el('optgroup', { label: team }, people.filter((it) => it.team === team).map(option)) }));
  redraw(find('you'), groups);
  find('you').value = you;
}

function channelLink({ id, name, kind, is_archived: archived }) {
  const mark = { public: '#', private: '🔒', direct: '@' }[kind];
  const to = new URLSearchParams({ user: seen.you, channel: id });
  const open = (event) => {
    event.preventDefault();
    go({ channel: id, thread: null });
  };
  const current = id === seen.channel ? 'page' : null;
  return el('li', {}, el('a', { href: `/slack?${to}`, 'aria-current': current, class: archived ? 'archived' : '', click: open }, el('span', { 'aria-hidden': 'true' }, `${mark} `), name));
}

/** Replaces only what changed, so that menus stay open and focus stays where it is. */
function redraw(list, entries) {
  const old = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const fresh = entries.map(({ key, data, make }) => {
    const print = JSON.stringify(data);
    const kept = old.get(key);
    if (kept && (kept.dataset.print === print || kept.dataset.editing)) return kept;
    const made = make();
    made.dataset.key = key;
    made.dataset.print = print;
    return made;
  });
  const same = fresh.length === list.children.length && fresh.every((child, index) => child === list.children[index]);
  if (!same) list.replaceChildren(...fresh);
}

function messages(list, entries, inThread) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const before = list.dataset.place;
  list.dataset.place = inThread ? place.get('thread') : seen.channel;
  const about = [seen.you, [...names.users]];
  redraw(list, entries.map((it) => ({ key: it.ts, data: [it, about], make: () => message(it, inThread) })));
  if (!entries.length) list.replaceChildren(el('p', { class: 'empty' }, 'Nothing here yet.'));
  if (atEnd || before !== list.dataset.place) list.scrollTop = list.scrollHeight;
}

function message(it, inThread) {
  const person = seen.users.find(({ id }) => id === it.user);
  const name = it.username ?? person?.name ?? (it.subtype === 'tombstone' ? 'Slackbot' : it.user);
  const time = new Date(Number(it.ts) * 1000);
  const clock = time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const app = Boolean(it.bot_id);
  const badge = app ? 'APP' : person?.foreign ? person.team : person?.guest ? 'Guest' : null;
  const head = el('header', {}, el('strong', {}, name), badge && el('span', { class: 'badge' }, badge), el('time', { datetime: time.toISOString() }, clock),
    it.edited && el('span', { class: 'faint' }, '(edited)'), it.ephemeral && el('span', { class: 'faint' }, 'Only visible to you'));
  const avatar = el('span', { class: `avatar ${app ? 'app' : ''}`, 'aria-hidden': 'true', style: `--hue:${hue(name)}` }, it.icons?.emoji ? emoji(it.icons.emoji.replaceAll(':', '')) : initials(name));
  const article = el('article', { class: [it.ephemeral && 'ephemeral', it.subtype === 'tombstone' && 'tombstone'].filter(Boolean).join(' '), 'aria-label': `${name}, ${clock}` }, avatar,
    el('div', { class: 'said' }, head, it.ephemeral || it.subtype === 'tombstone' ? null : tools(it, inThread, () => edit(article, it)), el('div', { class: 'body' }, body(it)), files(it), reactions(it), !inThread && replies(it)));
  return article;
}

function body(it) {
  const blocks = it.blocks ?? [];
  const tell = (what, action, value) => act(what, { channel: seen.channel, ts: it.ts, action_id: action, value });
  return blocks.length ? blocks.map((one) => block(one, tell)) : mrkdwn(it.text ?? '');
}

function tools(it, inThread, startEdit) {
  const at = { channel: seen.channel, ts: it.ts };
  const mine = it.user === seen.you && !it.bot_id;
  const pick = (name) => el('button', { type: 'button', 'aria-label': name.replaceAll('_', ' '), click: () => react(it, name) }, emoji(name));
  return el('div', { class: 'tools', role: 'group', 'aria-label': 'Message actions' },
    !inThread && el('button', { type: 'button', click: () => go({ thread: it.thread_ts ?? it.ts }) }, 'Open thread'),
    el('details', { class: 'menu' }, el('summary', { 'aria-label': 'Add reaction' }, '☺'), el('div', {}, QUICK.map(pick))),
    mine && el('button', { type: 'button', click: startEdit }, 'Edit'),
    mine && el('button', { type: 'button', click: () => act('delete', at) }, 'Delete'));
}

function react(it, name) {
  const mine = it.reactions?.some((one) => one.name === name && one.users.includes(seen.you));
  return act(mine ? 'unreact' : 'react', { channel: seen.channel, ts: it.ts, name });
}

function reactions(it) {
  if (!it.reactions?.length) return null;
  const one = ({ name, users, count }) => {
    const who = users.map((id) => names.users.get(id) ?? id).join(', ');
    return el('button', { type: 'button', 'aria-pressed': String(users.includes(seen.you)), 'aria-label': `${emoji(name)} ${count}, ${name.replaceAll('_', ' ')}: ${who}`, title: who, click: () => react(it, name) }, `${emoji(name)} ${count}`);
  };
  return el('div', { class: 'reactions', role: 'group', 'aria-label': 'Reactions' }, it.reactions.map(one));
}

function files(it) {
  const one = ({ name, title, url_private: url }) => el('a', { class: 'file', href: `${new URL(url).pathname}?from=page` }, `📎 ${title || name}`);
  return it.files?.length ? el('div', { class: 'files' }, it.files.map(one)) : null;
}

function replies(it) {
  if (!it.reply_count) return null;
  const label = it.reply_count === 1 ? '1 reply' : `${it.reply_count} replies`;
  return el('button', { type: 'button', class: 'replies', click: () => go({ thread: it.ts }) }, label);
}

function edit(article, it) {
  const area = el('textarea', { 'aria-label': 'Edit message', rows: 2 });
  area.value = typed(it.text);
  const close = () => {
    delete article.dataset.editing;
    delete article.dataset.print;
    draw();
  };
  const save = async (event) => {
    event.preventDefault();
    if (await act('edit', { channel: seen.channel, ts: it.ts, text: area.value })) close();
  };
  article.dataset.editing = 'yes';
  article.querySelector('.body').replaceChildren(el('form', { class: 'editor', submit: save }, area, el('button', {}, 'Save changes'), el('button', { type: 'button', click: close }, 'Cancel')));
  area.focus();
}

/** What a person would have typed to get this text. */
function typed(text) {
  const token = (_, inner) => {
    const [target, label] = inner.split('|');
    if (target.startsWith('@')) return `@${names.users.get(target.slice(1)) ?? target.slice(1)}`;
    if (target.startsWith('#')) return `#${names.channels.get(target.slice(1)) ?? label}`;
    return target.startsWith('!') ? `@${target.slice(1)}` : target.replace(/^mailto:/, '');
  };
  return text.replace(/<([^<>]+)>/g, token).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function drawThread(open) {
  find('thread').hidden = !seen.thread;
  if (!seen.thread) return;
  find('reply').hidden = !open;
  const here = seen.ephemerals.filter(({ thread_ts: thread }) => thread === place.get('thread')).map((it) => ({ ...it, ephemeral: true }));
  messages(find('replies'), [...seen.thread, ...here].sort((one, two) => one.ts < two.ts ? -1 : 1), true);
}

// Small things.

const initials = (name) => name.split(/\s+/).slice(0, 2).map((word) => word[0]?.toUpperCase() ?? '').join('');
const hue = (name) => [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);

function composer(form, area, fields) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = area.value;
    if (!text.trim()) return;
    if (await act('say', { channel: seen.channel, text, ...fields() })) area.value = '';
  });
  area.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

find('you').addEventListener('change', ({ target }) => go({ user: target.value }));
find('close-thread').addEventListener('click', () => go({ thread: null }));
composer(find('write'), find('text'), () => ({}));
composer(find('reply'), find('reply-text'), () => {
  const broadcast = find('broadcast').checked;
  find('broadcast').checked = false;
  return { thread_ts: place.get('thread'), broadcast };
});

// Who was at the end stays there, also when the window becomes another.
for (const list of [find('messages'), find('replies')]) {
  list.addEventListener('scroll', () => {
    list.dataset.end = list.scrollHeight - list.scrollTop - list.clientHeight < 80 ? 'yes' : 'no';
  });
  new ResizeObserver(() => {
    if (list.dataset.end !== 'no') list.scrollTop = list.scrollHeight;
  }).observe(list);
}

let again = null;
new EventSource('/control/changes').onmessage = () => {
  again ??= setTimeout(() => {
    again = null;
    load();
  }, 30);
};
load();
