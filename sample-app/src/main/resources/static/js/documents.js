// The list of documents, newest first.
import { announce, byId, setText } from "./dom.js";
import { Card } from "./card.js";

const cards = new Map();

/** Whether an end has not been told yet: it may come between two updates, so that nothing else of the run was seen. */
const isNews = (doc, known, complete) =>
  doc.outcome && (known ? !known.outcome || known.run !== doc.run : !complete);

function put(doc, complete) {
  const card = cards.get(doc.id);
  if (isNews(doc, card?.doc, complete)) {
    announce(`${doc.name}: ${doc.words}`);
  }
  if (!card) {
    const made = new Card(doc);
    cards.set(doc.id, made);
    byId("documents").prepend(made.root);
    return;
  }
  card.show(doc);
}

function drop(id) {
  cards.get(id)?.root.remove();
  cards.delete(id);
}

function showTotals() {
  const docs = [...cards.values()].map((card) => card.doc);
  const parts = [
    [docs.filter((doc) => !doc.outcome).length, "under way"],
    [docs.filter((doc) => doc.state === "done").length, "rendered"],
    [docs.filter((doc) => doc.state === "failed").length, "failed"],
    [docs.filter((doc) => doc.state === "cancelled").length, "cancelled"],
  ];
  setText(byId("totals"), parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`).join(" · "));
  byId("no-documents").hidden = docs.length > 0;
}

/** Ids begin anew when the server does; a card of the same id is changed into the document that it stands for now. */
function dropAllBut(docs) {
  const ids = new Set(docs.map((doc) => doc.id));
  [...cards.keys()].filter((id) => !ids.has(id)).forEach(drop);
}

/** The ids of the documents around one, the next ones first. */
function idsAround(root) {
  const all = [...byId("documents").children];
  const at = all.indexOf(root);
  return [...all.slice(at + 1), ...all.slice(0, at).reverse()].map((other) => other.dataset.id);
}

/** Focuses the first of these documents that is still there, or any other, or the button that adds documents. */
function passFocusOn(ids) {
  const id = [...ids, ...cards.keys()].find((candidate) => cards.has(candidate));
  if (id) {
    cards.get(id).takeFocus();
  } else {
    byId("choose").focus();
  }
}

export function showDocuments(update) {
  const focused = document.activeElement?.closest("#documents > *");
  const around = focused ? idsAround(focused) : [];
  if (update.complete) {
    dropAllBut(update.documents);
    cards.forEach((card) => card.mendPictures());
  }
  update.removed.forEach(drop);
  update.documents.forEach((doc) => put(doc, update.complete));
  showTotals();
  if (focused && !focused.isConnected) {
    announce(`${focused.querySelector(".document-name").textContent}: It was removed.`);
    passFocusOn(around);
  }
}

/** Lets the times of running documents go on between updates. */
export function tickDocuments() {
  cards.forEach((card) => card.tick());
}
