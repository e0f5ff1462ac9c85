// Where the picture of a page is to be had. Pictures of different runs have different addresses,
// so that the browser may keep them.
export const pageAddress = (doc, page) =>
  `api/documents/${encodeURIComponent(doc.id)}/runs/${doc.run}/pages/${page}.png`;
