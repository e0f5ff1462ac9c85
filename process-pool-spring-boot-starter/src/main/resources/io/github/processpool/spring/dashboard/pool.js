// The card of one pool.
import { act, button } from "./act.js";
import { capital, element, number, plural, setData, setText, showEach } from "./dom.js";
import { Line } from "./line.js";
import { Exits, failRows, losses, memberRows, slowRows, Table, timeRows } from "./tables.js";
import { Worker } from "./worker.js";

const TONES = { RUNNING: "good", BROKEN: "bad" };

const rate = (perSecond) =>
  perSecond < 1 ? `${Math.round(60 * perSecond)} in the last minute` : `${number(Math.round(10 * perSecond) / 10)} a second`;

export class Pool {
  constructor({ shown }) {
    this.name = shown.name;
    this.state = element("span", "badge");
    this.title = element("h2", "", this.name);
    this.recycle = button("Recycle all workers", "", () => act({
      title: `Recycle all workers of ${this.name}?`,
      text: "One after the other is replaced, each when it has finished its task.",
      yes: "Recycle them",
    }, "POST", [this.name, "recycle"]));
    this.resize = button("Resize", "", () => act({
      title: `Resize ${this.name}?`,
      text: "How many workers it may have at once, until the application is started again. Running tasks are not touched.",
      yes: "Resize it",
      number: this.maxWorkers,
    }, "POST", [this.name], (maxWorkers) => ({ maxWorkers })));
    this.figures = element("dl", "figures");
    this.notices = element("ul", "messages");
    this.waiting = new Line("Waiting tasks", false);
    this.ended = new Line("Tasks per second", true);
    this.lines = element("div", "lines", this.waiting.root, this.ended.root);
    this.foreign = element("p", "quiet", "The application builds this pool itself: the dashboard knows no times of its tasks.");
    this.workers = element("ul", "workers");
    this.workers.setAttribute("aria-label", `Workers of ${this.name}`);
    this.noWorkers = element("p", "quiet", "No worker is running. One starts with the next task.");
    this.members = new Table("Cluster", ["Member", "State", "Slots", "Ours there", "Guests here"]);
    this.losses = element("ul", "");
    this.losses.setAttribute("aria-label", "Members that were lost or have left");
    this.members.root.className = "wide";
    this.members.root.append(this.losses);
    this.times = new Table("Times of the last minutes", ["Time", "p50", "p99", "Tasks"]);
    this.slow = new Table("Slowest kinds of task", ["Kind", "p50", "p99", "Tasks"], "No task has ended in the last minutes.");
    this.fail = new Table("Failing kinds of task", ["Kind", "Failed"], "No task has failed in the last minutes.");
    this.exits = new Exits();
    this.columns = element("div", "columns", this.times.root, this.slow.root, this.fail.root, this.exits.root, this.members.root);
    this.root = element("article", "pool",
      element("div", "pool-head", this.title, this.state, element("div", "buttons", this.resize, this.recycle)),
      this.notices, this.figures, this.lines, this.foreign,
      element("h3", "", "Workers"), this.workers, this.noWorkers, this.columns);
    this.title.tabIndex = -1;
    this.title.id = `pool-${this.name}`;
    this.root.setAttribute("aria-labelledby", this.title.id);
    this.root.dataset.pool = this.name;
  }

  show({ shown, figures, now, writable }) {
    this.maxWorkers = shown.maxWorkers;
    setText(this.state, capital(shown.state));
    setData(this.state, "tone", TONES[shown.state] ?? "warn");
    this.recycle.hidden = !writable;
    this.resize.hidden = !writable;
    this.#showFigures(shown);
    this.#showNotices(shown);
    this.#showWorkers(shown, now, writable);
    this.#showRecord(figures, shown);
    this.members.root.hidden = !shown.cluster;
    if (shown.cluster) {
      setText(this.members.title, `Cluster ${shown.cluster.name}`);
      this.members.show(memberRows(shown.cluster, shown.maxWorkers));
      showEach(this.losses, losses(shown.cluster), (text) => text, (text) => ({
        root: element("li", "quiet", text),
        show: () => {},
      }));
    }
    this.exits.show(shown.recentExits, shown.exitsByReason, now);
  }

  #showFigures({ queue, tasks, maxWorkers }) {
    const rows = [
      ["Waiting", number(queue.tasks), `of ${number(queue.capacity)}`],
      ["Running", number(tasks.running), `on ${plural(maxWorkers, "worker")}`],
      ["Done", number(tasks.completed), ""],
      ["Failed", number(tasks.failed), tasks.failed ? "bad" : ""],
      ["Cancelled", number(tasks.cancelled), ""],
      ["Refused", number(tasks.rejected), ""],
    ];
    showEach(this.figures, rows, (row) => row[0], ([name]) => {
      const value = element("b", "");
      const more = element("span", "quiet");
      return {
        root: element("div", "", element("dt", "", name), element("dd", "", value, more)),
        show: ([, figure, words]) => {
          setText(value, figure);
          setText(more, words === "bad" ? "" : words);
          setData(value, "tone", words === "bad" ? "bad" : "");
        },
      };
    });
  }

  #showNotices({ quarantinedKeys, abandonedReadings, droppedEvents, queue }) {
    const texts = [];
    if (quarantinedKeys.length > 0) {
      texts.push(`Tasks of these keys are not run any more: ${quarantinedKeys.join(", ")}`);
    }
    if (abandonedReadings.length > 0) {
      texts.push(`Still being read though nobody waits for it: ${abandonedReadings.join(", ")}`);
    }
    if (droppedEvents > 0) {
      texts.push(`${plural(droppedEvents, "event")} not told, because a listener is too slow: counts of the last minutes are too low.`);
    }
    if (queue.capacity > 0 && queue.tasks >= queue.capacity) {
      texts.push("The queue is full.");
    }
    showEach(this.notices, texts, (text) => text, (text) => {
      const root = element("li", "notice", text);
      root.dataset.tone = "warn";
      return { root, show: () => {} };
    });
  }

  #showWorkers({ workers, limits }, now, writable) {
    const rows = workers.map((worker) => ({ worker, limits: limits ?? {}, now, writable }));
    const key = ({ worker }) => (worker.pid > 0 ? worker.pid : `new ${worker.slot} ${worker.startedAt}`);
    showEach(this.workers, rows, key, () => new Worker(this.name));
    this.noWorkers.hidden = workers.length > 0;
  }

  #showRecord(figures, shown) {
    this.foreign.hidden = Boolean(figures);
    [this.lines, this.times.root, this.slow.root, this.fail.root].forEach((part) => (part.hidden = !figures));
    if (!figures) {
      return;
    }
    const { stepMillis, waiting, ended, failed } = figures.lines;
    const minutes = Math.round((stepMillis * waiting.length) / 60_000);
    const perSecond = (count) => (count * 1000) / stepMillis;
    const most = Math.max(...waiting);
    const failures = failed.reduce((sum, count) => sum + count, 0);
    this.waiting.show(waiting, null, `${number(shown.queue.tasks)} now, ${number(most)} at most`, minutes);
    this.ended.show(ended.map(perSecond), failed.map(perSecond),
      `${rate(figures.endsPerSecond)}; ${number(failures)} failed in ${minutes} min`, minutes);
    this.times.show(timeRows(figures));
    this.slow.show(slowRows(figures.slowest));
    this.fail.show(failRows(figures.failing));
  }
}
