// Small helpers. Text only ever goes through textContent, so nothing in the name of a task can become markup.

const ANNOUNCEMENT_MILLIS = 10_000;

export const byId = (id) => document.getElementById(id);

export function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  made.append(...content);
  return made;
}

/** Changes the text only if it differs, which spares screen readers and selections. */
export function setText(target, text) {
  const wanted = String(text);
  if (target.textContent !== wanted) {
    target.textContent = wanted;
  }
}

export function setData(target, name, value) {
  if (target.dataset[name] !== String(value)) {
    target.dataset[name] = value;
  }
}

/** Tells a text to screen readers. */
export function announce(text) {
  const line = element("p", "", text);
  byId("announcer").append(line);
  setTimeout(() => line.remove(), ANNOUNCEMENT_MILLIS);
}

const shownIn = new WeakMap();

/** The focus goes to the name of the pool if it was in there. */
function remove({ root }) {
  const home = root.contains(document.activeElement) ? root.parentElement.closest("[data-pool]")?.querySelector("h2") : null;
  root.remove();
  home?.focus();
}

/** Has one child for each item, in their order: kept ones stay as they are, and with them the focus. */
export function showEach(parent, items, key, make) {
  const before = shownIn.get(parent) ?? new Map();
  const after = new Map();
  items.forEach((item) => {
    const id = String(key(item));
    const row = before.get(id) ?? make(item);
    before.delete(id);
    after.set(id, row);
    row.show(item);
  });
  before.forEach(remove);
  [...after.values()].forEach((row, i) => {
    if (parent.children[i] !== row.root) {
      parent.insertBefore(row.root, parent.children[i] ?? null);
    }
  });
  shownIn.set(parent, after);
}

const NUMBERS = new Intl.NumberFormat("en");

export const number = (value) => NUMBERS.format(value);

export const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

export const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase().replaceAll("_", " ");

export function megabytes(bytes) {
  const all = bytes / (1024 * 1024);
  return all < 1024 ? `${Math.round(all)} MB` : `${(all / 1024).toFixed(1)} GB`;
}

export function duration(millis) {
  if (millis < 1) {
    return millis <= 0 ? "0 ms" : "< 1 ms";
  } else if (millis < 1000) {
    return `${Math.round(millis)} ms`;
  } else if (millis < 10_000) {
    return `${(millis / 1000).toFixed(1)} s`;
  } else if (millis < 120_000) {
    return `${Math.round(millis / 1000)} s`;
  } else if (millis < 7_200_000) {
    return `${Math.round(millis / 60_000)} min`;
  } else if (millis < 172_800_000) {
    return `${Math.round(millis / 3_600_000)} h`;
  }
  return `${Math.round(millis / 86_400_000)} days`;
}

/** An application may write its times as text or as seconds. */
export const time = (value) => (typeof value === "number" ? value * 1000 : Date.parse(value));
