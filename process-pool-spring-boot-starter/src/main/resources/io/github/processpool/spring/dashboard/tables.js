// The tables of a pool: times, kinds of task, ends of workers, members of its cluster.
import { capital, duration, element, number, plural, setData, setText, showEach, time } from "./dom.js";

const MOST_EXITS = 8;
const MOST_RUNNING = 5;
const MOST_LOSSES = 5;

/** A table whose rows are texts, the first of them its head. One more text than there are columns is a note below the head. */
export class Table {
  constructor(title, columns, empty) {
    this.body = element("tbody");
    this.columns = columns.length;
    this.empty = empty && element("p", "quiet", empty);
    this.title = element("h3", "", title);
    this.table = element("table", "", element("thead", "", element("tr", "", ...columns.map((column, i) => {
      const head = element("th", i === 0 ? "" : "figure", column);
      head.scope = "col";
      return head;
    }))), this.body);
    this.root = element("section", "", this.title, this.table, ...(empty ? [this.empty] : []));
    this.table.setAttribute("aria-label", title);
  }

  /** Rows are lists of texts. */
  show(rows) {
    this.table.hidden = rows.length === 0;
    if (this.empty) {
      this.empty.hidden = rows.length > 0;
    }
    showEach(this.body, rows, (row) => row[0], (row) => {
      const texts = row.map(() => element("span"));
      const note = texts[this.columns];
      const head = element("th", "", texts[0], ...(note ? [note] : []));
      head.scope = "row";
      note?.classList.add("note");
      const cells = texts.slice(1, this.columns).map((text) => element("td", "figure", text));
      return { root: element("tr", "", head, ...cells), show: (all) => all.forEach((text, i) => setText(texts[i], text)) };
    });
  }
}

const timesOf = (name, { count, p50Millis, p99Millis }) =>
  [name, count ? duration(p50Millis) : "–", count ? duration(p99Millis) : "–", number(count)];

export const timeRows = ({ waits, runs }) => [timesOf("Waiting for a worker", waits), timesOf("Running", runs)];

export const slowRows = (kinds) =>
  kinds.map((kind) => [kind.name, duration(kind.p50Millis), duration(kind.p99Millis), number(kind.ended)]);

export const failRows = (kinds) =>
  kinds.map((kind) => [kind.name, `${number(kind.failed)} of ${number(kind.ended)}`, `last: ${kind.lastFailure}`]);

const MEMBER_STATES = { OPEN: "shares work", JOINED: "joined", JOINING: "is joining", LEAVING: "is leaving", LEFT: "has left" };

export function memberRows(cluster, ownSlots) {
  const words = (state) => MEMBER_STATES[state] ?? String(state).toLowerCase().replaceAll("_", " ");
  const others = cluster.members ?? [];
  const runs = ({ task, pid, elapsedMillis }) => `${task} in process ${pid} for ${duration(elapsedMillis)}`;
  const self = [`${cluster.member ?? "not joined yet"} (this one)`, words(cluster.state), number(ownSlots), "", "", ""];
  return [self, ...others.map((member) => [
    member.name,
    member.sameBuild === false && member.state === "OPEN" ? "another build" : words(member.state),
    member.slots === undefined ? "–" : number(member.slots),
    number(member.ours ?? 0),
    number(member.guests ?? 0),
    (member.running ?? []).slice(0, MOST_RUNNING).map(runs).join(", "),
  ])];
}

/** Members that were lost or have left, in words. */
export const losses = ({ recentLosses = [] }) => recentLosses.slice(0, MOST_LOSSES)
  .map(({ member, agoMillis, reason }) => `${member} ${reason}, ${duration(agoMillis)} ago`);

/** The last ends of workers, with their reasons. */
export class Exits {
  constructor() {
    this.list = element("ul", "exits");
    this.list.setAttribute("aria-label", "Recent ends of workers");
    this.empty = element("p", "quiet", "No worker has ended yet.");
    this.counts = element("p", "quiet");
    this.root = element("section", "wide", element("h3", "", "Recent ends of workers"), this.counts, this.list, this.empty);
  }

  show(exits, byReason, now) {
    this.now = now;
    this.empty.hidden = exits.length > 0;
    setText(this.counts, Object.entries(byReason).map(([reason, count]) => `${capital(reason)} ${number(count)}`).join(" · "));
    showEach(this.list, exits.slice(0, MOST_EXITS), (exit) => `${exit.pid} ${exit.endedAt}`, () => {
      const badge = element("span", "badge");
      const words = element("p", "exit-words");
      const facts = element("span", "quiet");
      return {
        root: element("li", "", element("div", "worker-name", badge, facts), words),
        show: (exit) => {
          setText(badge, capital(exit.reason));
          setData(badge, "tone", exit.orderly ? "quiet" : "bad");
          setText(words, exit.description);
          setText(facts, [
            `${duration(this.now - time(exit.endedAt))} ago`,
            exit.pid > 0 ? `process ${exit.pid}` : "no process",
            exit.slot < 0 ? "spare" : `worker ${exit.slot}`,
            `${plural(exit.tasksCompleted, "task")} done`,
          ].join(" · "));
        },
      };
    });
  }
}
