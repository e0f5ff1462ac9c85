// What the page has the endpoint do: it asks once, sends the request, and says what became of it.
import { announce, byId, element } from "./dom.js";

const ANSWER_MILLIS = 60_000;
const MOST_MESSAGES = 4;

/** Where the endpoint is, whatever path and prefix it has. */
const ENDPOINT = location.pathname.replace(/\/-\/[^/]*$/, "");

/** A page in a frame of another one could be made to be clicked without being seen. */
const FRAMED = window.top !== window.self;

export const addressOf = (...path) => [ENDPOINT, ...path.map(encodeURIComponent)].join("/");

export const mayAct = (state) => state.writable && !FRAMED;

const WORDS = {
  401: "The application asks you to sign in. Load the page again.",
  403: "You are not allowed to do that.",
  405: "Only reading is allowed here.",
};

/** The token of Spring Security, where it is kept in a cookie for pages like this one. */
function headers(body) {
  const all = { Accept: "application/json, text/plain, */*" };
  const token = document.cookie.split("; ").find((cookie) => cookie.startsWith("XSRF-TOKEN="));
  if (token) {
    all["X-XSRF-TOKEN"] = decodeURIComponent(token.slice("XSRF-TOKEN=".length));
  }
  if (body) {
    all["Content-Type"] = "application/json";
  }
  return all;
}

async function problem(answer) {
  const words = await answer.text();
  try {
    const { error, detail } = JSON.parse(words);
    return (answer.status < 500 && WORDS[answer.status]) || detail || error || `The answer was ${answer.status}.`;
  } catch {
    const plain = answer.headers.get("Content-Type")?.startsWith("text/plain") && words;
    return WORDS[answer.status] ?? (plain || `The answer was ${answer.status}.`);
  }
}

async function send(method, address, body) {
  const answer = await fetch(address, {
    method,
    headers: headers(body),
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MILLIS),
  });
  if (!answer.ok) {
    throw new Error(await problem(answer));
  }
  return answer;
}

const wordsOf = (error) =>
  error.name === "TimeoutError" ? "The application did not answer in time."
    : error instanceof TypeError ? "The application does not answer."
    : error.message;

function say(text, tone) {
  const close = element("button", "button", "Dismiss");
  close.type = "button";
  close.setAttribute("aria-label", `Dismiss: ${text}`);
  const row = element("li", "notice", element("span", "", text), close);
  row.dataset.tone = tone;
  close.addEventListener("click", () => {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (next?.querySelector("button") ?? document.querySelector("main button"))?.focus();
  });
  const messages = byId("messages");
  messages.prepend(row);
  while (messages.children.length > MOST_MESSAGES) {
    messages.lastElementChild.remove();
  }
  announce(text);
}

/** Asks, and resolves to what was entered, true, or null. A question with a number has that of now in its field. */
function ask({ title, text, yes, danger, number }) {
  const dialog = byId("question");
  const field = byId("question-number");
  byId("question-title").textContent = title;
  byId("question-text").textContent = text;
  byId("question-yes").textContent = yes;
  byId("question-yes").dataset.tone = danger ? "bad" : "accent";
  byId("question-entry").hidden = number === undefined;
  field.required = number !== undefined;
  field.disabled = number === undefined;
  field.value = number ?? "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    const entered = () => (number === undefined ? true : field.valueAsNumber);
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? entered() : null), { once: true });
  });
}

/** Asks once, then does it. */
export async function act(question, method, path, bodyOf) {
  const entered = await ask(question);
  if (entered === null) {
    return;
  }
  try {
    const answer = await send(method, addressOf(...path), bodyOf?.(entered));
    const { pid, result, file, bytes } = await answer.json();
    const size = bytes === undefined ? "" : ` (${Math.ceil(bytes / 1_000_000)} MB)`;
    say(`${path[0]}: ${pid ? `process ${pid} ` : ""}${result}${file ? `: ${file}${size}` : ""}`, "good");
  } catch (error) {
    say(`${question.title} That did not work. ${wordsOf(error)}`, "bad");
  }
}

/** Shows a text of the endpoint. */
export async function read(title, path) {
  byId("reading-title").textContent = title;
  byId("reading-text").textContent = "Asking the process…";
  byId("reading").showModal();
  try {
    const answer = await send("GET", addressOf(...path));
    byId("reading-text").textContent = await answer.text();
  } catch (error) {
    byId("reading-text").textContent = wordsOf(error);
  }
}

export function prepareDialogs() {
  byId("reading-close").addEventListener("click", () => byId("reading").close());
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close(""));
  }
}

export function button(label, className, onClick) {
  const made = element("button", `button ${className}`.trim(), label);
  made.type = "button";
  made.addEventListener("click", onClick);
  return made;
}
