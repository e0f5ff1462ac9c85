// The stream of server-sent events, and what the page says about it.
import { byId, setData, setText } from "./dom.js";

const RETRY_MILLIS = 3_000;

// The server says something every few seconds. A connection that died without a word, or an application that was halted,
// shows by nothing else than silence.
const SILENCE_MILLIS = 15_000;

function say(state, text) {
  const pill = byId("connection");
  setData(pill, "state", state);
  setText(pill, text);
  setData(document.body, "connection", state);
}

/** Whether what the page shows is what the server knows. */
export const isLive = () => document.body.dataset.connection === "live";

/** Calls `apply` with each update, for as long as the page is open, and `lose` when the connection is lost. */
export function follow(apply, lose) {
  const source = new EventSource("api/live");
  let silence;
  const lost = () => {
    say("lost", "Connection lost");
    lose();
  };
  const startAnew = (millis) => {
    clearTimeout(silence);
    source.close();
    setTimeout(() => follow(apply, lose), millis);
  };
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      lost();
      startAnew(0);
    }, SILENCE_MILLIS);
  };
  listen();
  source.addEventListener("alive", listen);
  source.addEventListener("update", (event) => {
    listen();
    // An open connection is not enough: with its first update the page shows what the server knows.
    say("live", "Live");
    apply(JSON.parse(event.data));
  });
  source.addEventListener("error", () => {
    lost();
    // The browser tries again by itself, unless the server refused: then it gives up.
    if (source.readyState === EventSource.CLOSED) {
      startAnew(RETRY_MILLIS);
    }
  });
}
