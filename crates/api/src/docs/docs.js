// The API's description as a page: one part a tag, one fold an operation, filled in when it is opened.

const METHODS = ["get", "post", "put", "patch", "delete"];

const main = document.getElementById("main");
const state = document.getElementById("state");
const filter = document.getElementById("filter");
const found = document.getElementById("found");
let api;

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== undefined && child !== ""));
  return element;
}

/** Text with `code` in it. */
function words(text = "") {
  return text.split("`").map((part, at) => (at % 2 ? make("code", {}, part) : part));
}

function paragraph(text, attributes) {
  return text ? make("p", attributes, ...words(text)) : undefined;
}

/** What a reference leads to, with its name. */
function resolve(it) {
  if (!it?.$ref) return { it };
  const path = it.$ref.slice(2).split("/");
  return { it: path.reduce((at, part) => at[part], api), name: path.at(-1) };
}

/** A type in a few characters. */
function kind(schema) {
  if (schema === undefined || Object.keys(schema).length === 0) return "any";
  if (schema.$ref) return kind(resolve(schema).it);
  if (schema.enum) return schema.enum.map((it) => JSON.stringify(it)).join(" | ");
  const parts = schema.oneOf ?? schema.anyOf;
  if (parts) return [...new Set(parts.map(kind))].join(" | ");
  if (schema.allOf) return "object";
  if (schema.type === "array") return `array of ${kind(schema.items)}`;
  const type = [schema.type ?? "any"].flat().join(" | ");
  return schema.format ? `${type} (${schema.format})` : type;
}

/** An example by its shape, as JSON with comments of types. `seen` ends what contains itself. */
function shape(schema, indent = "", seen = []) {
  const { it, name } = resolve(schema);
  if (name && seen.includes(name)) return `… ${name}`;
  const inside = name ? [...seen, name] : seen;
  if (it.oneOf ?? it.anyOf) {
    const parts = it.oneOf ?? it.anyOf;
    return [...new Set(parts.map((part) => shape(part, indent, inside)))].join(" | ");
  }
  if (it.allOf) return it.allOf.map((part) => shape(part, indent, inside)).join(" & ");
  if (it.type === "array") return `[ ${shape(it.items, indent, inside)} ]`;
  if (!it.properties) return kind(it);
  const lines = Object.entries(it.properties).map(([key, value]) => {
    const optional = it.required?.includes(key) ? "" : "?";
    return `${indent}  ${key}${optional}: ${shape(value, `${indent}  `, inside)}`;
  });
  return `{\n${lines.join("\n")}\n${indent}}`;
}

/** The bodies something may have, by media type. */
function bodies(content) {
  return Object.entries(content ?? {}).map(([type, { schema }]) => make("div", {}, make("p", { class: "muted" }, type), schema ? make("pre", {}, shape(schema)) : undefined));
}

function parameters(list) {
  return make("dl", {}, ...list.flatMap((raw) => {
    const { it } = resolve(raw);
    const required = it.required ? "" : ", optional";
    return [
      make("dt", {}, make("code", {}, it.name), make("span", { class: "muted" }, ` in ${it.in}${required}: ${kind(it.schema)}`)),
      make("dd", {}, paragraph(it.description ?? resolve(it.schema).it?.description)),
    ];
  }));
}

function who(operation) {
  const needs = operation.security ?? [];
  if (needs.length === 0) return "Open to everybody.";
  const scope = operation["x-scope"];
  return scope ? `Needs an access token, or an API key with the scope \`${scope}\`.` : "Needs an access token.";
}

function fill(inside, operation) {
  inside.append(...[paragraph(operation.description), paragraph(who(operation))].filter(Boolean));
  if (operation.parameters?.length) inside.append(make("h3", {}, "Parameters"), parameters(operation.parameters));
  if (operation.requestBody) inside.append(make("h3", {}, "What is sent"), ...bodies(resolve(operation.requestBody).it.content));
  inside.append(make("h3", {}, "Answers"));
  for (const [status, raw] of Object.entries(operation.responses)) {
    const { it } = resolve(raw);
    inside.append(make("p", {}, make("code", {}, status), " ", ...words(it.description)));
    if (status < 300) inside.append(...bodies(it.content));
  }
}

function fold(path, method, operation) {
  const inside = make("div", { class: "inside" });
  const summary = make("summary", {},
    make("span", { class: `method ${method}` }, method.toUpperCase()),
    make("code", {}, path),
    make("span", { class: "what" }, ...words(operation.summary)));
  const details = make("details", { id: operation.operationId }, summary, inside);
  details.dataset.words = `${method} ${path} ${operation.summary ?? ""} ${operation.operationId}`.toLowerCase();
  details.addEventListener("toggle", () => {
    if (details.open && !inside.hasChildNodes()) fill(inside, operation);
  });
  return details;
}

function look() {
  const wanted = filter.value.trim().toLowerCase();
  let count = 0;
  for (const section of main.querySelectorAll("section")) {
    let shown = 0;
    for (const details of section.querySelectorAll("details")) {
      details.hidden = !details.dataset.words.includes(wanted);
      shown += details.hidden ? 0 : 1;
    }
    section.hidden = shown === 0;
    count += shown;
  }
  found.textContent = `${count} ${count === 1 ? "operation" : "operations"}`;
}

/** Opens what the address points at. */
function open() {
  const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!(wanted instanceof HTMLDetailsElement)) return;
  wanted.open = true;
  wanted.scrollIntoView();
}

async function load() {
  const res = await fetch("/api/v1/openapi.json");
  if (!res.ok) throw new Error(`${res.status}`);
  api = await res.json();
  document.getElementById("about").append(...words(api.info.description));
  const tags = new Map();
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      const [tag = "other"] = operation.tags ?? [];
      tags.set(tag, [...(tags.get(tag) ?? []), fold(path, method, operation)]);
    }
  }
  const sections = [...tags].sort(([a], [b]) => a.localeCompare(b)).map(([tag, folds]) => make("section", { "aria-label": tag }, make("h2", {}, tag), ...folds));
  state.remove();
  main.append(...sections);
  main.removeAttribute("aria-busy");
  look();
  open();
}

filter.addEventListener("input", look);
addEventListener("hashchange", open);
load().catch(() => {
  main.removeAttribute("aria-busy");
  state.textContent = "The description could not be loaded. Check your connection and reload.";
});
