// One worker of a pool. A row is made once and changed in place, so that the focus stays.
import { act, button, read } from "./act.js";
import { capital, duration, element, megabytes, plural, setData, setText, time } from "./dom.js";

const TONES = { BUSY: "accent", STARTING: "warn", WAITING: "warn", RETIRING: "warn", STANDBY: "quiet", IDLE: "quiet" };

function meter(label) {
  const fill = element("div", "bar-fill");
  const bar = element("div", "bar", fill);
  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-label", label);
  return bar;
}

function setMeter(bar, share, isTight) {
  const percent = Math.round(100 * Math.min(1, Math.max(0, share)));
  bar.setAttribute("aria-valuenow", percent);
  bar.firstElementChild.style.width = `${percent}%`;
  setData(bar, "tone", isTight && percent >= 90 ? "bad" : "accent");
}

export class Worker {
  constructor(pool) {
    this.pool = pool;
    this.name = element("b", "");
    this.state = element("span", "badge");
    this.facts = element("span", "quiet");
    this.task = element("span", "task-name");
    this.age = element("span", "quiet");
    this.progress = meter("Progress of the task");
    this.message = element("span", "quiet");
    this.heap = meter("Heap in use");
    this.used = element("div", "quiet");
    this.resident = element("div", "quiet");
    this.#makeButtons();
    this.root = element(
      "li",
      "worker",
      element("div", "worker-who", element("div", "worker-name", this.name, this.state), this.facts),
      element("div", "worker-task", element("div", "worker-name", this.task, this.cancel), this.progress,
        element("div", "facts", this.age, this.message)),
      element("div", "worker-memory", this.used, this.heap, this.resident),
      this.buttons,
    );
  }

  #makeButtons() {
    const path = (...more) => [this.pool, this.shown.pid, ...more];
    const ask = (verb, text, yes, danger) => ({ title: `${verb} process ${this.shown.pid}?`, text, yes, danger });
    this.cancel = button("Cancel", "small", () => {
      const { id, name } = this.shown.task;
      act({
        title: `Cancel the task ${name}?`,
        text: "It is interrupted, and its worker is killed if it does not end within its grace period. It is not run again.",
        yes: "Cancel the task",
        danger: true,
      }, "DELETE", [this.pool, "tasks", id]);
    });
    this.threads = button("Threads", "small", () => read(`Threads of process ${this.shown.pid}`, path("threaddump")));
    this.recycle = button("Recycle", "small", () =>
      act(ask("Recycle", "Another worker takes its place when it has finished its task.", "Recycle it"), "POST", path("drain")));
    this.dump = button("Heap dump", "small", () =>
      act(ask("Dump the heap of", "All live objects are written into a file on the machine of the application, and with them the data"
        + " that its tasks have. Meanwhile the process stands still. Somebody has to delete the file.", "Write the file"), "POST",
        path("heapdump")));
    this.kill = button("Kill", "small", () =>
      act(ask("Kill", "The process ends at once, and the task that it runs fails. It is not run again. Another worker is started when"
        + " there is work.", "Kill it", true), "DELETE", [this.pool, "workers", this.shown.pid]));
    this.kill.dataset.tone = "bad";
    this.buttons = element("div", "buttons", this.threads, this.recycle, this.dump, this.kill);
  }

  show({ worker, limits, now, writable }) {
    this.shown = worker;
    this.root.dataset.pid = worker.pid;
    setText(this.name, worker.slot < 0 ? "Spare" : `Worker ${worker.slot}`);
    setText(this.state, capital(worker.state));
    setData(this.state, "tone", TONES[worker.state] ?? "quiet");
    setText(this.facts, [
      worker.pid > 0 ? `process ${worker.pid}` : "no process yet",
      `for ${duration(now - time(worker.startedAt))}`,
      `${plural(worker.tasksCompleted, "task")} done`,
    ].join(" · "));
    this.#showTask(worker.task, writable);
    this.#showMemory(worker, limits);
    const exists = worker.pid > 0;
    this.threads.hidden = !exists;
    [this.recycle, this.dump, this.kill].forEach((control) => (control.hidden = !exists || !writable));
    for (const control of this.buttons.children) {
      control.setAttribute("aria-label", `${control.textContent}: process ${worker.pid}`);
    }
  }

  #showTask(task, writable) {
    setText(this.task, task?.name ?? "No task");
    this.task.classList.toggle("quiet", !task);
    this.task.title = task?.name ?? "";
    setText(this.age, task ? `task ${task.id}, for ${duration(task.ageMillis)}` : "");
    if (!task && this.cancel === document.activeElement) {
      this.threads.focus();
    }
    this.cancel.hidden = !task || !writable;
    this.cancel.setAttribute("aria-label", `Cancel the task ${task?.name ?? ""}`);
    const progress = task?.progress;
    const share = progress?.total > 0 ? progress.done / progress.total : -1;
    this.progress.hidden = share < 0;
    setMeter(this.progress, share, false);
    setText(this.message, progress
      ? [share < 0 ? `${progress.done} done` : `${progress.done} of ${progress.total}`, progress.message].filter(Boolean).join(": ")
      : "");
  }

  #showMemory({ heapBytes, residentBytes }, { heapBytes: heapLimit, memoryBytes: limit }) {
    const of = (bytes) => (bytes ? ` of ${megabytes(bytes)}` : "");
    setText(this.used, heapBytes === undefined ? "" : `Heap ${megabytes(heapBytes)}${of(heapLimit)}`);
    setText(this.resident, residentBytes === undefined ? "" : `Resident ${megabytes(residentBytes)}${of(limit)}`);
    this.heap.hidden = heapBytes === undefined || !heapLimit;
    setMeter(this.heap, (heapBytes ?? 0) / (heapLimit || 1), true);
  }
}
