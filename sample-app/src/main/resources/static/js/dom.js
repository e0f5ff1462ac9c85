// Small helpers. Text only ever goes through textContent, so nothing that a document or a file
// name contains can become markup.

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

export function announce(text) {
  byId("announcer").textContent = text;
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
