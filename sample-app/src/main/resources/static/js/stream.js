// The stream of server-sent events, and what the page says about it.
import { byId, setData, setText } from "./dom.js";

const RETRY_MILLIS = 3000;

function say(state, text) {
  const pill = byId("connection");
  setData(pill, "state", state);
  setText(pill, text);
  setData(document.body, "connection", state);
}

/** Whether what the page shows is what the server knows. */
export const isLive = () => document.body.dataset.connection === "live";

/** Calls `apply` with each update, for as long as the page is open. */
export function follow(apply) {
  const source = new EventSource("api/live");
  source.addEventListener("open", () => say("live", "Live"));
  source.addEventListener("update", (event) => {
    say("live", "Live");
    apply(JSON.parse(event.data));
  });
  source.addEventListener("error", () => {
    say("lost", "Connection lost, reconnecting…");
    // The browser tries again by itself, unless the server refused: then it gives up.
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => follow(apply), RETRY_MILLIS);
    }
  });
}
