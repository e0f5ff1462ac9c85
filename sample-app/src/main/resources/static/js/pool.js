// The panel beside the documents: figures, one row per worker, and why workers ended.
import { byId, element, seconds, setData, setText } from "./dom.js";
import { serverNow } from "./clock.js";
import { showMembers } from "./members.js";

const WORKER_TONES = { busy: "accent", waiting: "quiet", starting: "warn", retiring: "warn", idle: "quiet" };
const POOL_TONES = { running: "good", broken: "bad" };

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

function workerRow() {
  const row = element("li", "worker");
  const head = element("div", "worker-head");
  head.append(element("span", "worker-pid"), element("span", "badge"));
  row.append(head, element("p", "worker-task"), element("p", "worker-memory"));
  return row;
}

function memory(worker) {
  const parts = [];
  if (worker.residentMegabytes >= 0) {
    parts.push(`${worker.residentMegabytes} MB resident`);
  }
  if (worker.heapMegabytes >= 0) {
    parts.push(`${worker.heapMegabytes} MB heap`);
  }
  parts.push(worker.tasksCompleted === 1 ? "1 task done" : `${worker.tasksCompleted} tasks done`);
  return parts.join(" · ");
}

function tickWorker(row) {
  const task = row.querySelector(".worker-task");
  const { task: name, started } = row.dataset;
  setText(task, name ? `${name}, ${seconds(serverNow() - Number(started))}` : "Waiting for work");
  task.title = name;
  task.classList.toggle("quiet", !name);
}

function showWorker(row, worker) {
  row.dataset.pid = worker.pid;
  row.dataset.started = worker.task ? worker.taskStartedAt : "";
  row.dataset.task = worker.task ?? "";
  const badge = row.querySelector(".badge");
  setText(row.querySelector(".worker-pid"), worker.pid > 0 ? `Process ${worker.pid}` : "New process");
  setText(badge, capital(worker.state));
  setData(badge, "tone", WORKER_TONES[worker.state] ?? "quiet");
  setText(row.querySelector(".worker-memory"), memory(worker));
  tickWorker(row);
}

function showWorkers(workers) {
  const list = byId("workers");
  while (list.children.length > workers.length) {
    list.lastElementChild.remove();
  }
  while (list.children.length < workers.length) {
    list.append(workerRow());
  }
  workers.forEach((worker, i) => showWorker(list.children[i], worker));
  byId("no-workers").hidden = workers.length > 0;
}

function showExits(pool) {
  setText(byId("restarts"), pool.restarts);
  byId("no-exits").hidden = pool.exits.length > 0;
  byId("exits").replaceChildren(...pool.exits.map((exit) => {
    const row = element("li");
    row.append(element("span", "", capital(exit.words)), element("b", "", exit.count));
    row.dataset.reason = exit.reason;
    row.toggleAttribute("data-orderly", exit.orderly);
    return row;
  }));
}

/** A mean of Actuator's timers; -1 as long as there is none. */
const mean = (millis) => {
  if (millis < 0) {
    return "–";
  }
  return millis < 1000 ? `${millis} ms` : `${(millis / 1000).toFixed(1)} s`;
};

function showTimes({ times, residentMegabytes }) {
  setText(byId("time-wait"), mean(times.queueWait));
  setText(byId("time-execution"), mean(times.execution));
  setText(byId("time-start"), mean(times.workerStart));
  setText(byId("time-context"), mean(times.warmUp));
  setText(byId("memory"), `${residentMegabytes} MB`);
}

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
  showState(capital(pool.state), POOL_TONES[pool.state] ?? "warn");
  byId("pool-lost").hidden = true;
  setText(byId("queued"), pool.queued);
  setText(byId("running"), pool.running);
  setText(byId("completed"), pool.completed);
  setText(byId("failed"), pool.failed);
  showTimes(pool);
  showMembers(pool.members);
  showWorkers(pool.workers);
  showExits(pool);
}

/** Lets the times of running tasks go on between updates. */
export function tickPool() {
  for (const row of byId("workers").children) {
    tickWorker(row);
  }
}
