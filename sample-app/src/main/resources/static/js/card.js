// One document of the list. A card is made once and changed in place, so that focus and scrolling stay.
import { announce, element, isShown, megabytes, plural, seconds, setData, setText } from "./dom.js";
import { serverNow } from "./clock.js";
import { pageAddress } from "./pages.js";
import { keepOneTabStop, makeRow } from "./row.js";
import { openPage } from "./viewer.js";

const ANSWER_MILLIS = 10_000;

const STATES = {
  queued: ["Waiting", "quiet"],
  running: ["Rendering", "accent"],
  done: ["Rendered", "good"],
  cancelled: ["Cancelled", "quiet"],
};

const FAILURES = {
  HEAP_EXHAUSTED: ["Out of memory", "warn"],
  TIMED_OUT: ["Too slow", "warn"],
  WORKER_CRASHED: ["Worker crashed", "warn"],
  MEMBER_LOST: ["Instance lost", "warn"],
  DAMAGED: ["Unreadable", "bad"],
  NO_WORKER: ["No worker", "bad"],
  FAILED: ["Failed", "bad"],
};

const labelOf = (doc) => STATES[doc.state] ?? FAILURES[doc.outcome] ?? ["Failed", "bad"];

export class Card {
  constructor(doc) {
    this.doc = doc;
    this.root = element("li", "document");
    this.root.dataset.id = doc.id;
    this.name = element("h3", "document-name");
    this.name.tabIndex = -1;
    this.badge = element("span", "badge");
    this.bar = element("div", "bar");
    this.bar.setAttribute("role", "progressbar");
    this.bar.append(element("div", "bar-fill"));
    this.words = element("p", "document-words");
    this.pages = makeRow("pages");
    this.facts = element("p", "document-facts");
    this.actions = this.#makeActions();
    const head = element("div", "document-head");
    head.append(this.name, this.badge);
    const foot = element("div", "document-foot");
    foot.append(this.facts, this.actions);
    this.root.append(head, this.bar, this.words, this.pages, foot);
    this.show(doc);
  }

  show(doc) {
    this.#keepFocus(() => this.#showAll(doc));
  }

  /** The heading, because it says what comes next and presses nothing. */
  takeFocus() {
    this.name.focus();
  }

  /** Tries once more to load pictures that could not be had. */
  mendPictures() {
    const broken = [...this.pages.children].filter((button) => button.hidden);
    for (const button of broken) {
      const image = button.firstElementChild;
      button.hidden = false;
      image.src = image.getAttribute("src");
    }
    keepOneTabStop(this.pages);
  }

  #showAll(doc) {
    const [label, tone] = labelOf(doc);
    this.doc = doc;
    this.root.dataset.state = doc.state;
    this.root.dataset.outcome = doc.outcome ?? "";
    setText(this.name, doc.name);
    setText(this.badge, label);
    setData(this.badge, "tone", tone);
    this.cancel.hidden = Boolean(doc.outcome);
    this.again.hidden = !doc.outcome;
    this.remove.hidden = !doc.outcome;
    for (const action of this.actions.children) {
      action.setAttribute("aria-label", `${action.textContent}: ${doc.name}`);
    }
    this.#showProgress();
    this.#showWords(tone);
    this.#showPages();
    this.#showFacts();
  }

  /** Lets the time go on between updates. */
  tick() {
    if (this.doc.state === "running") {
      this.#showFacts();
    }
  }

  /** Makes a change; if it takes away what has the focus, something near that has it then. */
  #keepFocus(change) {
    const focused = this.root.contains(document.activeElement) ? document.activeElement : null;
    change();
    if (focused && !isShown(focused)) {
      this.#successorOf(focused).focus();
    }
  }

  #successorOf(focused) {
    return this.actions.contains(focused) ? [...this.actions.children].find(isShown) : this.name;
  }

  #makeActions() {
    const actions = element("div", "document-actions");
    this.cancel = this.#action("Cancel", "POST", "/cancel");
    this.again = this.#action("Render again", "POST", "/again");
    this.remove = this.#action("Remove", "DELETE", "");
    actions.append(this.cancel, this.again, this.remove);
    return actions;
  }

  #action(label, method, path) {
    const button = element("button", "button quiet-button", label);
    button.type = "button";
    button.addEventListener("click", () => this.#act(method, path));
    // A key that is held down would go on to press the button that takes this one's place.
    button.addEventListener("keydown", (event) => event.repeat && event.preventDefault());
    return button;
  }

  async #act(method, path) {
    try {
      const address = `api/documents/${encodeURIComponent(this.doc.id)}${path}`;
      const answer = await fetch(address, { method, signal: AbortSignal.timeout(ANSWER_MILLIS) });
      // A document that is gone already disappears with the next update.
      if (!answer.ok && answer.status !== 404) {
        const problem = await answer.json();
        this.#say(problem.detail ?? "That did not work.");
      }
    } catch {
      this.#say("The server did not answer.");
    }
  }

  #say(text) {
    announce(text);
    this.words.hidden = false;
    setText(this.words, text);
    setData(this.words, "tone", "bad");
  }

  #showProgress() {
    const { doc } = this;
    const share = doc.pagesTotal > 0 ? Math.round((100 * doc.pagesDone) / doc.pagesTotal) : 0;
    this.bar.hidden = doc.state !== "running";
    this.bar.setAttribute("aria-label", `Progress of ${doc.name}`);
    this.bar.setAttribute("aria-valuenow", share);
    this.bar.firstElementChild.style.width = `${share}%`;
  }

  #showWords(tone) {
    const failed = this.doc.state === "failed";
    const words = [failed ? this.doc.words : "", this.doc.note ?? ""].filter(Boolean).join(" ");
    this.words.hidden = words === "";
    setText(this.words, words);
    setData(this.words, "tone", failed ? tone : "quiet");
  }

  #showPages() {
    const { doc, pages } = this;
    const run = `${doc.run} of ${doc.startedAt}`;
    if (this.shownRun !== run) {
      this.shownRun = run;
      pages.replaceChildren();
    }
    pages.setAttribute("aria-label", `Pages of ${doc.name}`);
    if (pages.children.length < doc.pagesDone) {
      for (let page = pages.children.length + 1; page <= doc.pagesDone; page++) {
        pages.append(this.#pageButton(page));
      }
      keepOneTabStop(pages);
    }
  }

  #pageButton(page) {
    const button = element("button", "page");
    const image = element("img");
    image.loading = "lazy";
    image.alt = `Page ${page} of ${this.doc.name}`;
    image.src = pageAddress(this.doc, page);
    image.addEventListener("error", () => this.#keepFocus(() => {
      button.hidden = true;
      button.tabIndex = -1;
      keepOneTabStop(this.pages);
    }));
    button.type = "button";
    button.tabIndex = -1;
    button.append(image);
    button.addEventListener("click", () => openPage(this.doc, page, this.name));
    return button;
  }

  #showFacts() {
    const facts = this.#factsNow();
    const wanted = facts.join("\n");
    if (this.shownFacts !== wanted) {
      this.shownFacts = wanted;
      this.facts.replaceChildren(...facts.map((fact) => element("span", "", fact)));
    }
  }

  #factsNow() {
    const { doc } = this;
    const facts = [megabytes(doc.bytes)];
    if (doc.pagesTotal > 0) {
      facts.push(doc.state === "done" ? plural(doc.pagesTotal, "page") : `${doc.pagesDone} of ${doc.pagesTotal} pages`);
    }
    if (doc.state === "running" && doc.startedAt > 0) {
      facts.push(seconds(serverNow() - doc.startedAt));
    } else if (doc.outcome && doc.startedAt > 0) {
      facts.push(seconds(doc.millis));
    }
    if (doc.workerPid > 0) {
      facts.push(`process ${doc.workerPid}${doc.member ? ` on ${doc.member}` : ""}`);
    }
    return facts;
  }
}
