// One page, large, with the text that was found on it.
import { byId, isShown, setText } from "./dom.js";
import { pageAddress } from "./pages.js";

let shown = null;
let texts = [];
let home = null;

function showText() {
  const found = texts.find((text) => text.number === shown.page);
  setText(byId("viewer-text"), found ? found.excerpt || "No text on this page." : "");
}

function showPage(doc, page) {
  shown = { doc, page };
  const image = byId("viewer-image");
  image.src = pageAddress(doc, page);
  image.alt = `Page ${page} of ${doc.name}`;
  setText(byId("viewer-title"), doc.name);
  setText(byId("viewer-page"), `Page ${page} of ${Math.max(doc.pagesTotal, doc.pagesDone)}`);
  // A disabled button would lose the focus that it has when it was just pressed.
  byId("viewer-previous").setAttribute("aria-disabled", page <= 1);
  byId("viewer-next").setAttribute("aria-disabled", page >= doc.pagesDone);
  showText();
}

async function loadTexts(doc) {
  try {
    const answer = await fetch(`api/documents/${encodeURIComponent(doc.id)}`);
    const details = await answer.json();
    if (answer.ok && shown.doc.id === doc.id && details.document.run === shown.doc.run) {
      texts = details.pages;
      showText();
    }
  } catch {
    // Without its text a page is still worth a look.
  }
}

function step(by) {
  const page = shown.page + by;
  if (page >= 1 && page <= shown.doc.pagesDone) {
    showPage(shown.doc, page);
  }
}

/** On closing, the browser gives the focus back to what had it. Where that is gone by then, `home` gets it. */
function returnFocus() {
  if (document.activeElement === document.body) {
    (isShown(home) ? home : byId("documents")).focus();
  }
}

export function openPage(doc, page, homeOfFocus) {
  texts = [];
  home = homeOfFocus;
  showPage(doc, page);
  byId("viewer").showModal();
  loadTexts(doc);
}

export function prepareViewer() {
  const viewer = byId("viewer");
  byId("viewer-close").addEventListener("click", () => viewer.close());
  byId("viewer-previous").addEventListener("click", () => step(-1));
  byId("viewer-next").addEventListener("click", () => step(1));
  viewer.addEventListener("click", (event) => {
    if (event.target === viewer) {
      viewer.close();
    }
  });
  viewer.addEventListener("close", returnFocus);
  viewer.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (event.key === "ArrowLeft") {
      step(-1);
    } else if (event.key === "ArrowRight") {
      step(1);
    }
  });
}
