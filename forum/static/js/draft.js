// One draft in three places, the form, this browser and the forum, and which of them is right.
import { isOver, post } from "./asking.js";
import { fill, isSame, placeOf, say, typed } from "./drafting.js";
import { keep, recall } from "./keeping.js";

const PAUSE = 2000; // milliseconds without typing until the forum keeps it too

export class Draft {
  sequence = null; // the forum's count of changes; null while it is unknown
  isHere = true; // whether this browser has a copy
  isAsking = false; // whether the member has two texts to choose from: then neither is overwritten
  timer = 0;

  constructor(text) {
    const { form, dataset } = text;
    this.form = form;
    this.key = dataset.draftKey;
    this.address = dataset.draftsUrl;
    this.place = placeOf(text);
    this.words = JSON.parse(dataset.words);
    const { title, body } = form.elements;
    this.saved = { title: title?.defaultValue, body: body.defaultValue };
  }

  say(name, ...choices) {
    say(this.form.querySelector("[data-part=draft-state]"), this.words[name], choices);
  }

  /** Says what there is to choose from: [label, what it does]. */
  ask(name, ...choices) {
    this.isAsking = true;
    const chosen = (act) => () => {
      this.isAsking = false;
      act();
    };
    this.say(name, ...choices.map(([label, act]) => [label, chosen(act)]));
  }

  know(sequence) {
    this.sequence = sequence;
    if (this.form.elements.sequence) this.form.elements.sequence.value = sequence;
  }

  /** Something was typed. */
  change() {
    if (this.isAsking) return;
    this.isHere = keep(this.place, { sequence: this.sequence, payload: typed(this.form) });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  /** `isWanted`: by a button and not by itself. `force`: whatever another tab has saved. */
  async save({ isWanted = false, force = false, ...options } = {}) {
    clearTimeout(this.timer);
    const payload = typed(this.form);
    if (this.form.dataset.sending || this.isAsking || isOver()) return;
    if (!isWanted && !force && isSame(payload, this.saved)) return;
    const sent = { key: this.key, sequence: this.sequence ?? 0, payload, force };
    try {
      this.know((await post(this.address, sent, options)).sequence);
      this.saved = payload;
      if (isOver()) return;
      keep(this.place, { sequence: this.sequence, payload: typed(this.form) });
      this.say("saved");
    } catch (error) {
      if (error.status === 409 && error.answer) this.conflict(error.answer);
      else this.say(this.isHere ? "here" : "nowhere");
    }
  }

  /** Another tab was faster: it saved, sent or threw away. The member chooses. */
  conflict({ sequence, payload }) {
    const mine = () => (this.know(sequence), this.save({ force: true }));
    const theirs = () => (this.know(sequence), (this.saved = payload), fill(this.form, payload));
    const nothing = () => (this.know(sequence), this.begin());
    if (payload?.body) this.ask("newer", [this.words.mine, mine], [this.words.other, theirs]);
    else this.ask("gone", [this.words.mine, mine], [this.words.discard, nothing]);
  }

  /** The form as it is without a draft: an edit's has the text that the post has now. */
  begin() {
    keep(this.place, null);
    if (this.form.elements.version) location.assign(this.form.action);
    else fill(this.form, { title: "", body: "" });
  }

  restore(payload) {
    const before = typed(this.form);
    const undo = () => (fill(this.form, before), this.save({ force: true }));
    fill(this.form, payload);
    this.say("restored", [this.words.discard, undo]);
  }

  /** Give back what was kept. A copy from before the forum's last change is stale: it was sent. */
  open({ sequence, payload }) {
    const copy = recall(this.place);
    const isStale = copy && copy.sequence !== null && copy.sequence < sequence;
    if (isStale) keep(this.place, null);
    const kept = copy && !isStale ? copy.payload : payload;
    if (!kept?.body?.trim() || isSame(kept, typed(this.form))) return;
    if (this.form.querySelector("#errors")) return; // what was just sent is on the page already
    if (this.form.elements.body.value.trim()) {
      const mine = () => this.save({ force: true });
      this.ask("newer", [this.words.mine, mine], [this.words.other, () => this.restore(kept)]);
    } else this.restore(kept);
  }

  /** Whether leaving the page now would lose something. */
  get isInDanger() {
    const isElsewhere = this.isHere && !this.isAsking;
    return !isElsewhere && !this.form.dataset.sending && !isSame(typed(this.form), this.saved);
  }
}
