// Shows threads like the title that is being typed, below it and politely.
const WAIT = 700; // milliseconds without a key
const SHORTEST = 8; // characters

export default (field) => {
  const place = document.getElementById("similar");
  let shown = field.value;
  let running = null;
  let timer = 0;

  const look = async () => {
    const title = field.value.trim();
    if (title === shown || title.length < SHORTEST) return;
    shown = title;
    running?.abort();
    running = new AbortController();
    const url = new URL(field.dataset.similar, location.href);
    url.searchParams.set("title", title);
    const answer = await fetch(url, { signal: running.signal });
    if (!answer.ok) return;
    const piece = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...[...piece.body.children].map((one) => document.importNode(one, true)));
    // Who has begun to write must not lose it by a look at another thread.
    for (const link of place.querySelectorAll("a")) link.target = "_blank";
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(() => {}), WAIT);
  });
};
