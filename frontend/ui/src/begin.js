// What an app begins with: whose portal it is, whether somebody is signed in and, if so, the list that the page begins with. Each answer is a
// status and a text. Part of `boot.js`, and of the portal's worker.
const begin = (info, session, list) => {
  const ask = async (address, init) => {
    const res = await fetch(address, init);
    return [res.status, await res.text()];
  };
  const Accept = "application/json";
  const read = (headers) => ({ headers: { Accept, ...headers } });
  const refresh = () => ask(session, { method: "POST", headers: { Accept } });
  // One at a time, because the token is used once.
  const first = navigator.locks ? navigator.locks.request("portico.refresh", refresh) : refresh();
  // As that person sees it. Without it the module asks, and hears why not.
  const then = async ([status, text]) => {
    if (status !== 200 || !list) return null;
    return ask(list, read({ Authorization: `Bearer ${JSON.parse(text).access_token}` }));
  };
  const nothing = () => null;
  return { info: info ? ask(info, read()).catch(nothing) : null, session: first, list: first.then(then).catch(nothing) };
};
// Who comes back from a provider is about to sign in anew.
const begins = (path) => !/\/sign-in\/return\/*$/.test(path);
const beginsWithList = ({ pathname, search }) => /^\/(tickets\/?)?$/.test(pathname) && !search;
