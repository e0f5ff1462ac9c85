// Small helpers. Text only ever goes through textContent, so nothing that a document or a file
// name contains can become markup.

const ANNOUNCEMENT_MILLIS = 10_000;

export const byId = (id) => document.getElementById(id);

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
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
  if (target.dataset[name] !== value) {
    target.dataset[name] = value;
  }
}

/** Whether it is on the page and no part of something hidden: the focus can't stay on anything else. */
export const isShown = (target) => target.isConnected && !target.closest("[hidden]");

/**
 * Tells a text to screen readers. Each is a line of its own, so that they read one after the other what comes at once.
 * An open dialog has lines as well, because nothing behind it is read.
 */
export function announce(text) {
  const line = element("p", "", text);
  const lines = document.querySelector("dialog[open] .announcer") ?? byId("announcer");
  lines.append(line);
  setTimeout(() => line.remove(), ANNOUNCEMENT_MILLIS);
}

export function megabytes(bytes) {
  const kilobytes = bytes / 1024;
  return kilobytes < 1000 ? `${Math.max(1, Math.round(kilobytes))} kB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

export function seconds(millis) {
  const all = Math.max(0, millis) / 1000;
  return all < 10 ? `${all.toFixed(1)} s` : `${Math.round(all)} s`;
}

export const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
