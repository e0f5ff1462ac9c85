// Gives files to the server: by button, or by dropping them anywhere on the page.
import { announce, byId, element, plural, setText } from "./dom.js";

const IDLE_TEXT = "Several at once are fine.";

let uploading = 0;

function showProgress(share) {
  const bar = byId("upload-bar");
  bar.hidden = uploading === 0;
  bar.firstElementChild.style.width = `${Math.round(100 * share)}%`;
}

/** The focus goes on to the next one, or to where files are chosen. */
function dismiss(row) {
  const other = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (other?.querySelector("button") ?? byId("choose")).focus();
}

function dismissAll() {
  const rejections = byId("rejections");
  if (rejections.contains(document.activeElement)) {
    byId("choose").focus();
  }
  rejections.replaceChildren();
}

function showRejection(name, reason) {
  const row = element("li");
  const close = element("button", "button quiet-button", "Dismiss");
  close.type = "button";
  close.setAttribute("aria-label", `Dismiss: ${name || reason}`);
  close.addEventListener("click", () => dismiss(row));
  row.append(element("span", "", name ? `${name}: ${reason}` : reason), close);
  byId("rejections").append(row);
  announce(name ? `${name}: ${reason}` : reason);
}

function answered(request) {
  const answer = request.response;
  if (answer && answer.accepted) {
    answer.rejected.forEach((file) => showRejection(file.name, file.reason));
    if (answer.accepted.length > 0) {
      announce(`${plural(answer.accepted.length, "document")} taken.`);
    }
    return;
  }
  showRejection("", answer?.detail ?? `The upload was refused (${request.status}).`);
}

function send(files) {
  if (files.length === 0) {
    return;
  }
  const form = new FormData();
  files.forEach((file) => form.append("files", file, file.name));
  const request = new XMLHttpRequest();
  request.open("POST", "api/documents");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => showProgress(event.loaded / event.total));
  request.addEventListener("load", () => answered(request));
  request.addEventListener("error", () => showRejection("", "The upload failed: the server did not answer."));
  request.addEventListener("loadend", () => {
    uploading--;
    showProgress(1);
    setText(byId("upload-status"), uploading > 0 ? "Uploading…" : IDLE_TEXT);
  });
  uploading++;
  dismissAll();
  setText(byId("upload-status"), `Uploading ${plural(files.length, "file")}…`);
  showProgress(0);
  request.send(form);
}

function prepareDropping(zone) {
  let depth = 0;
  const mark = () => zone.toggleAttribute("data-over", depth > 0);
  const onFiles = (type, react) =>
    document.addEventListener(type, (event) => {
      if (event.dataTransfer?.types.includes("Files")) {
        event.preventDefault();
        react(event);
        mark();
      }
    });
  onFiles("dragenter", () => depth++);
  onFiles("dragleave", () => (depth = Math.max(0, depth - 1)));
  onFiles("dragover", () => {});
  onFiles("drop", (event) => {
    depth = 0;
    send([...event.dataTransfer.files]);
  });
}

export function prepareUpload() {
  const input = byId("files");
  byId("choose").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    send([...input.files]);
    input.value = "";
  });
  prepareDropping(byId("drop"));
}
