// Asks the endpoint once a second how the pools are, for as long as the page can be seen.
import { mayAct, prepareDialogs } from "./act.js";
import { byId, setData, setText, showEach } from "./dom.js";
import { Pool } from "./pool.js";

const INTERVAL_MILLIS = 1_000;
const RETRY_MILLIS = 3_000;
const ANSWER_MILLIS = 10_000;

let timer;
let asking = false;

function say(state, text) {
  setData(byId("connection"), "state", state);
  setText(byId("connection"), text);
  setData(document.body, "connection", state);
}

function show(state) {
  const writable = mayAct(state);
  setText(byId("application"), state.application);
  document.title = state.application ? `Process pools of ${state.application}` : "Process pools";
  byId("access").hidden = writable;
  byId("no-pools").hidden = state.pools.length > 0;
  byId("lost").hidden = true;
  const cards = state.pools.map((pool) => ({ ...pool, now: state.now, writable }));
  showEach(byId("pools"), cards, (card) => card.shown.name, (card) => new Pool(card));
}

function lose(words) {
  say("lost", "Connection lost");
  setText(byId("lost"), `${words} These are its last figures; the page asks again by itself.`);
  byId("lost").hidden = false;
}

async function ask() {
  const answer = await fetch("state.json", {
    headers: { Accept: "application/json" },
    cache: "no-store",
    signal: AbortSignal.timeout(ANSWER_MILLIS),
  }).catch(() => {
    throw new Error("The application does not answer.");
  });
  if (answer.status === 401 || answer.status === 403 || answer.redirected) {
    throw new Error("The application asks you to sign in: load the page again.");
  } else if (!answer.ok) {
    throw new Error(`The application answers with ${answer.status}.`);
  }
  return answer.json();
}

async function go() {
  clearTimeout(timer);
  if (asking || document.hidden) {
    return;
  }
  asking = true;
  let pause = INTERVAL_MILLIS;
  try {
    show(await ask());
    say("live", "Live");
  } catch (error) {
    pause = RETRY_MILLIS;
    lose(error.constructor === Error ? error.message : `The page can't show the answer (${error.message}).`);
  }
  asking = false;
  timer = setTimeout(go, pause);
}

prepareDialogs();
document.addEventListener("visibilitychange", () => (document.hidden ? say("paused", "Paused") : go()));
go();
