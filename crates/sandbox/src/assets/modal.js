// The app's modals: drawn, filled in, submitted. `act` does something in the workspace.

import { block, el, names } from './blocks.js';

/** Shows this modal, or none. What was entered stays while only the errors change. */
export function drawModal(top, act) {
  const host = document.getElementById('modal');
  const print = top ? `${top.id} ${top.view.hash}` : '';
  if (host.dataset.print !== print) {
    host.dataset.print = print;
    host.replaceChildren();
    if (top) {
      const dialog = modal(top, act);
      host.append(dialog);
      dialog.showModal();
    }
  }
  if (top) showErrors(host, top.errors);
}

function modal({ id, view }, act) {
  const close = () => act('close_view', { view_id: id });
  const cancel = (event) => {
    event.preventDefault(); // The server closes it, and every other page of this person with it.
    close();
  };
  const submit = async (event) => {
    event.preventDefault();
    const answer = await act('submit_view', { view_id: id, values: entered(event.target, view) });
    const failed = answer?.outcome === 'failed' ? 'We had some trouble connecting. Try again?' : '';
    document.querySelector('#modal .problem').textContent = failed;
  };
  const title = el('h2', { id: 'modal-title' }, view.title.text);
  const fields = view.blocks.map((it) => it.type === 'input' ? input(it) : block(it, () => {}));
  const buttons = el('div', { class: 'actions' }, el('button', { type: 'button', click: close }, view.close?.text ?? 'Cancel'), view.submit && el('button', { class: 'primary' }, view.submit.text));
  return el('dialog', { 'aria-labelledby': 'modal-title', cancel }, el('form', { submit, novalidate: true }, title, el('p', { class: 'problem', role: 'alert' }), fields, buttons));
}

function input({ block_id: id, label, hint, optional, element }) {
  const name = `field-${id}`;
  const shared = { id: name, 'data-block': id, 'aria-describedby': `${name}-error` };
  const placeholder = element.placeholder?.text;
  const option = ({ text, value }) => el('option', { value, selected: value === element.initial_option?.value }, text.text);
  const choices = (type, chosen) => element.options.map(({ text, value }) => el('label', { class: 'check' }, el('input', { type, name, value, 'data-block': id, checked: chosen.includes(value) }), ` ${text.text}`));
  const error = el('p', { id: `${name}-error`, class: 'problem', 'data-error': id });
  const words = [label.text, optional ? el('span', { class: 'faint' }, ' (optional)') : null];
  const under = hint && el('p', { class: 'faint' }, hint.text);
  if (element.type === 'radio_buttons' || element.type === 'checkboxes') {
    const chosen = [element.initial_option, ...(element.initial_options ?? [])].filter(Boolean).map(({ value }) => value);
    return el('fieldset', {}, el('legend', {}, words), choices(element.type === 'checkboxes' ? 'checkbox' : 'radio', chosen), under, error);
  }
  const field = {
    plain_text_input: () => element.multiline ? el('textarea', { ...shared, rows: 4, placeholder }, element.initial_value ?? '') : el('input', { ...shared, placeholder, value: element.initial_value }),
    static_select: () => el('select', shared, element.initial_option ? null : el('option', { value: '' }, placeholder ?? 'Choose'), element.options.map(option)),
    users_select: () => el('select', shared, el('option', { value: '' }, placeholder ?? 'Choose'), [...names.users].map(([value, text]) => el('option', { value, selected: value === element.initial_user }, text))),
    datepicker: () => el('input', { ...shared, type: 'date', value: element.initial_date }),
  }[element.type];
  return el('div', { class: 'field' }, el('label', { for: name }, words), field ? field() : el('input', shared), under, error);
}

function entered(form, view) {
  const values = {};
  for (const { type, block_id: id, element } of view.blocks) {
    if (type !== 'input') continue;
    const fields = [...form.querySelectorAll(`[data-block="${CSS.escape(id)}"]`)];
    const checked = fields.filter(({ checked: on }) => on).map(({ value }) => value);
    const value = { checkboxes: () => checked, radio_buttons: () => checked[0] ?? '' }[element.type] ?? (() => fields[0].value);
    values[id] = { [element.action_id]: value() };
  }
  return values;
}

function showErrors(host, errors) {
  for (const place of host.querySelectorAll('[data-error]')) {
    const text = errors[place.dataset.error] ?? '';
    place.textContent = text;
    host.querySelector(`#${CSS.escape(`field-${place.dataset.error}`)}`)?.setAttribute('aria-invalid', String(Boolean(text)));
  }
}
