// New mails appear by themselves; what is being typed into the filter stays.

const live = document.querySelector('[data-live]');
if (live) {
  let first = true;
  new EventSource('/control/changes').onmessage = async () => {
    if (first) {
      first = false;
      return;
    }
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
    for (const part of ['.mails', 'datalist']) live.querySelector(part).replaceWith(page.querySelector(part));
  };
}
