// A row of buttons that is one tab stop: arrow keys, Home and End go from one to the next, as the ARIA practices
// have it for a toolbar.

const STEPS = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  Home: () => 0,
  End: (at, last) => last,
};

const shown = (row) => [...row.children].filter((button) => !button.hidden);

/** Lets the button that was focused last be the tab stop, or else the first. To be called after each change of the row. */
export function keepOneTabStop(row) {
  const buttons = shown(row);
  const focused = buttons.find((button) => button === document.activeElement);
  const stop = focused ?? buttons.find((button) => button.tabIndex === 0) ?? buttons[0];
  buttons.forEach((button) => (button.tabIndex = button === stop ? 0 : -1));
}

function step(event, row) {
  const wanted = STEPS[event.key];
  if (!wanted || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  event.preventDefault();
  const buttons = shown(row);
  buttons[wanted(buttons.indexOf(document.activeElement), buttons.length - 1)]?.focus();
}

export function makeRow(className) {
  const row = document.createElement("div");
  row.className = className;
  row.setAttribute("role", "toolbar");
  row.addEventListener("focusin", () => keepOneTabStop(row));
  row.addEventListener("keydown", (event) => step(event, row));
  return row;
}
