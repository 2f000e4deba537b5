// Shows who somebody is when their name is pointed at or reached by the keyboard. Everything on the
// card is on their page as well, where the name leads.

import { enliven } from "../forum.js";

const NAMES = "a.person, a.post__author, a.mention, .faces a";
const WAIT = 350; // milliseconds on a name before its card is fetched
const STAY = 250; // milliseconds to get from the name to the card
const known = new Map(); // address: promise of the card's HTML

const fetched = (address) => {
  if (!known.has(address)) {
    known.set(address, fetch(address).then((answer) => {
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      return answer.text();
    }).catch((error) => {
      known.delete(address);
      throw error;
    }));
  }
  return known.get(address);
};

const place = (card, name) => {
  const at = name.getBoundingClientRect();
  const edge = 8;
  const left = Math.min(at.left, document.documentElement.clientWidth - card.offsetWidth - edge);
  const below = at.bottom + card.offsetHeight + edge < innerHeight;
  const top = below ? at.bottom + 4 : Math.max(edge, at.top - card.offsetHeight - 4);
  card.style.left = `${Math.max(edge, left) + scrollX}px`;
  card.style.top = `${top + scrollY}px`;
};

export default (body) => {
  const card = document.createElement("div");
  card.className = "card";
  card.hidden = true;
  body.append(card);
  let timer = 0;
  let of = null;

  const close = () => {
    clearTimeout(timer);
    card.hidden = true;
    of = null;
  };

  const open = async (name) => {
    try {
      const html = await fetched(`${new URL(name.href).pathname}/card`);
      if (of !== name) return;
      card.replaceChildren(document.createRange().createContextualFragment(html));
      card.hidden = false;
      enliven(card);
      place(card, name);
    } catch {
      if (of === name) close();
    }
  };

  const soon = (name) => {
    if (of === name) return clearTimeout(timer);
    close();
    of = name;
    timer = setTimeout(() => open(name), WAIT);
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(close, STAY);
  };

  const nameOf = ({ target }) => {
    const name = target.closest?.(NAMES);
    return name && !card.contains(name) && new URL(name.href).pathname.startsWith("/m/") ? name : null;
  };

  body.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const name = nameOf(event);
    if (name) soon(name);
    else if (card.contains(event.target)) clearTimeout(timer);
    else if (of) later();
  });
  body.addEventListener("focusin", (event) => {
    const name = event.target.matches?.(":focus-visible") ? nameOf(event) : null;
    if (name) soon(name);
    else if (of && !card.contains(event.target)) later();
  });
  body.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && of) close();
  });
  body.addEventListener("click", (event) => {
    if (of && !card.contains(event.target)) close();
  });
};
