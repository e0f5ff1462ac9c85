// The instances that share their workers, this one first: what each may render, and what is rendered where.
import { byId, element, plural, setData, setText } from "./dom.js";

const TONES = { open: "good", joined: "good", joining: "warn", leaving: "warn" };

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

function row() {
  const made = element("li", "member");
  const head = element("div", "member-head");
  head.append(element("span", "member-name"), element("span", "badge"));
  made.append(head, element("p", "member-work"));
  return made;
}

function work(member) {
  const parts = [];
  if (member.slots > 0) {
    parts.push(plural(member.slots, "worker"));
  }
  if (!member.self) {
    parts.push(`${member.ours} of ours there`, `${plural(member.guests, "guest")} here`);
  }
  return parts.join(" · ");
}

function show(target, member) {
  const badge = target.querySelector(".badge");
  target.dataset.state = member.state;
  target.toggleAttribute("data-self", member.self);
  setText(target.querySelector(".member-name"), member.name || "Not joined yet");
  setText(badge, member.self && member.state === "joined" ? "This one" : capital(member.words));
  setData(badge, "tone", member.self && member.state === "joined" ? "accent" : TONES[member.state] ?? "quiet");
  setText(target.querySelector(".member-work"), work(member));
}

/** Hides all of it if the pool is not shared. */
export function showMembers(members) {
  byId("cluster").hidden = !members;
  const all = members?.all ?? [];
  const list = byId("members");
  while (list.children.length > all.length) {
    list.lastElementChild.remove();
  }
  while (list.children.length < all.length) {
    list.append(row());
  }
  all.forEach((member, i) => show(list.children[i], member));
  byId("no-members").hidden = all.length > 1;
}
