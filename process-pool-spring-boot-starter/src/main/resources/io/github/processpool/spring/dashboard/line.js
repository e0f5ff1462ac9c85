// A line of the last minutes, drawn as SVG. What it says stands beside it as text.
import { element, setText } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 40;

function shape(tag, className) {
  const made = document.createElementNS(SVG, tag);
  made.setAttribute("class", className);
  return made;
}

const points = (values, most) =>
  values.map((value, i) => `${i},${(HEIGHT - (HEIGHT * value) / most).toFixed(2)}`).join(" ");

/** A round number that is not below. */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value * 0.999);
}

export class Line {
  constructor(title, second) {
    this.title = title;
    this.drawing = shape("svg", "line");
    this.drawing.setAttribute("preserveAspectRatio", "none");
    this.drawing.setAttribute("aria-hidden", "true");
    this.area = shape("polygon", "line-area");
    this.first = shape("polyline", "line-first");
    this.second = second ? shape("polygon", "line-second") : null;
    this.drawing.append(this.area, ...(this.second ? [this.second] : []), this.first);
    this.scale = element("span", "line-scale");
    this.words = element("span", "quiet");
    this.begin = element("span", "");
    const frame = element("div", "line-frame", this.drawing, this.scale);
    const axis = element("div", "line-axis", this.begin, element("span", "", "now"));
    axis.setAttribute("aria-hidden", "true");
    this.scale.setAttribute("aria-hidden", "true");
    this.root = element("figure", "line-figure", element("figcaption", "", element("b", "", title), this.words), frame, axis);
  }

  show(values, second, words, minutes) {
    const most = ceiling(Math.max(...values, ...(second ?? []), 1e-3) || 1);
    const top = Math.max(...values) === 0 ? 1 : most;
    const line = points(values, top);
    const area = (shape) => `0,${HEIGHT} ${shape} ${values.length - 1},${HEIGHT}`;
    this.drawing.setAttribute("viewBox", `0 -1 ${values.length - 1} ${HEIGHT + 2}`);
    this.first.setAttribute("points", line);
    this.area.setAttribute("points", area(line));
    this.second?.setAttribute("points", area(points(second, top)));
    setText(this.scale, Math.max(...values) === 0 ? "" : top < 1 ? String(Number(top.toPrecision(1))) : top);
    setText(this.words, words);
    setText(this.begin, `${minutes} min ago`);
  }
}
