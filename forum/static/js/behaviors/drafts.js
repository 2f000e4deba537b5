// Keeps what is typed: in this browser at once, on the forum after a pause; gives back what was kept.
import { get } from "../asking.js";
import { Draft } from "../draft.js";

export default async (text) => {
  if (!text.dataset.draftKey) return;
  const draft = new Draft(text);
  text.form.addEventListener("input", () => draft.change());
  addEventListener("online", () => draft.save());
  addEventListener("beforeunload", (event) => draft.isInDanger && event.preventDefault());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) draft.save({ keepalive: true });
  });
  text.form.querySelector("[data-part=save-draft]")?.addEventListener("click", (event) => {
    event.preventDefault();
    draft.save({ isWanted: true });
  });
  const known = text.dataset.draftSequence;
  const ask = known ? { sequence: Number(known) } : get(`${draft.address}/${draft.key}`);
  const kept = await Promise.resolve(ask).catch(() => ({ sequence: null })); // no connection
  draft.know(kept.sequence);
  draft.open(kept);
  if (text.value !== text.defaultValue) draft.change(); // typed before this was here
};
