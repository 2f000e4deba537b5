// While somebody works on a case their claim is renewed.
import { post } from "../asking.js";

const EVERY = 4 * 60_000; // milliseconds; a claim is for 15 minutes

export default (desk) => {
  const { claim, lost } = desk.dataset;
  if (claim) {
    let hasWorked = false;
    for (const kind of ["keydown", "pointerdown", "scroll"]) {
      addEventListener(kind, () => { hasWorked = true; }, { passive: true });
    }
    const timer = setInterval(async () => {
      if (!hasWorked || document.hidden) return;
      hasWorked = false;
      try {
        await post(claim, {});
      } catch (error) {
        if (!error.status) return; // no connection: tried again
        clearInterval(timer);
        const said = document.createElement("p");
        said.className = "alert alert--warning";
        said.textContent = error.message || lost;
        document.getElementById("notices").append(said);
      }
    }, EVERY);
  }
};
