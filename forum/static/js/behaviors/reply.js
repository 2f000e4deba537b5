// Replies and quotes go into the form at the page's end instead of a page of their own.
import { get } from "../asking.js";
import { selected } from "../selection.js";
import { insertBlock } from "../typing.js";

const handle = (post) => {
  const path = new URL(post.querySelector(".post__author").href).pathname;
  return decodeURIComponent(path.split("/").pop());
};

/** The Markdown that says who wrote `text` and where. */
const quoted = (post, thread, text) =>
  `[quote="${handle(post)}, post:${post.dataset.number}, thread:${thread}"]\n${text.trim()}\n[/quote]`;

export default (thread) => {
  const form = thread.querySelector(".composer form");
  if (!form) return;
  const text = form.elements.body;
  const note = form.querySelector("[data-part=reply-to]");

  const answer = (post) => {
    form.elements.to.value = post?.dataset.number ?? "";
    note.hidden = !post;
    if (post) {
      const name = post.querySelector(".post__author").textContent;
      const says = note.dataset.says.replace("%(number)s", post.dataset.number);
      note.firstElementChild.textContent = says.replace("%(name)s", () => name);
    }
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const write = () => {
    form.scrollIntoView({ block: "nearest" });
    text.focus();
  };
  const quote = async (post) => {
    const chosen = selected();
    const isHere = chosen?.post === post;
    const source = isHere ? chosen.text : (await get(`/posts/${post.dataset.post}/source`)).body;
    if (!text.value.trim()) answer(post);
    write();
    insertBlock(text, quoted(post, thread.dataset.thread, source));
  };

  note.querySelector("button")?.addEventListener("click", () => (answer(null), text.focus()));
  thread.addEventListener("click", (event) => {
    const link = event.target.closest("[data-act=reply], [data-act=quote]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const post = link.closest("[data-post]");
    if (link.dataset.act === "reply") {
      answer(post);
      write();
    } else quote(post).catch(() => location.assign(link.href));
  });
  thread.addEventListener("quote", (event) => quote(event.target));
};
