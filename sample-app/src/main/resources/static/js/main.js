// Where the page begins: one stream of updates feeds the documents and the pool.
import { setServerTime } from "./clock.js";
import { showDocuments, tickDocuments } from "./documents.js";
import { showPool, showPoolLost } from "./pool.js";
import { follow, isLive } from "./stream.js";
import { prepareUpload } from "./upload.js";
import { prepareViewer } from "./viewer.js";

prepareUpload();
prepareViewer();

follow((update) => {
  setServerTime(update.now);
  showDocuments(update);
  if (update.pool) {
    showPool(update.pool);
  }
}, showPoolLost);

setInterval(() => {
  if (isLive()) {
    tickDocuments();
  }
}, 500);
