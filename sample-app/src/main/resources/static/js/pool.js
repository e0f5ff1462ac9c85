// The panel beside the documents: a few figures of the pool.
import { byId, setData, setText } from "./dom.js";

const TONES = { running: "good", broken: "bad" };

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

function showState(text, tone) {
  setText(byId("pool-state"), text);
  setData(byId("pool-state"), "tone", tone);
}

/** The figures stay, as the last ones that are known. The next update shows the pool again. */
export function showPoolLost() {
  showState("Connection lost", "bad");
  byId("pool-lost").hidden = false;
}

export function showPool(pool) {
  showState(capital(pool.state), TONES[pool.state] ?? "warn");
  byId("pool-lost").hidden = true;
  setText(byId("queued"), pool.queued);
  setText(byId("running"), pool.running);
  setText(byId("completed"), pool.completed);
  setText(byId("failed"), pool.failed);
}
