// Tells a short sentence at the edge of the screen, and to screen readers.

let told = null;
let timer = 0;

const place = () => {
  told = document.createElement("p");
  told.className = "told";
  told.setAttribute("role", "status");
  document.body.append(told);
  return new Promise(requestAnimationFrame); // a status is read out when it changes, not when it comes
};

/** Show `sentence` for a while. Nothing happens when there is none. */
export const tell = async (sentence) => {
  if (!sentence) return;
  if (!told) await place();
  told.textContent = sentence;
  clearTimeout(timer);
  timer = setTimeout(() => (told.textContent = ""), 5000);
};

/** A sentence of the page's, from <body data-word-NAME>. */
export const word = (name) => document.body.dataset[`word${name}`] ?? "";
