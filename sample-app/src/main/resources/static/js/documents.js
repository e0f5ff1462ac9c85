// The list of documents, newest first.
import { announce, byId, setText } from "./dom.js";
import { Card } from "./card.js";

const cards = new Map();

function put(doc) {
  const card = cards.get(doc.id);
  if (!card) {
    const made = new Card(doc);
    cards.set(doc.id, made);
    byId("documents").prepend(made.root);
    return;
  }
  if (doc.outcome && !card.doc.outcome) {
    announce(`${doc.name}: ${doc.words}`);
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

export function showDocuments(update) {
  if (update.complete) {
    // Ids begin anew when the server does: what was known may be something else now.
    [...cards.keys()].forEach(drop);
  }
  update.removed.forEach(drop);
  update.documents.forEach(put);
  showTotals();
}

/** Lets the times of running documents go on between updates. */
export function tickDocuments() {
  cards.forEach((card) => card.tick());
}
