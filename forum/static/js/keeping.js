// Keeps small things in this browser: unsent texts, for when the tab closes or the line is cut.

/** What is kept under `name`, or null. */
export const recall = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
};

/** Keep `thing` under `name`; null keeps nothing there. Says whether it worked. */
export const keep = (name, thing) => {
  try {
    if (thing === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(thing));
    return true;
  } catch {
    return false; // full, or forbidden by the browser
  }
};

/** Throw away everything whose name begins so. */
export const forget = (beginning) => {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(beginning));
    for (const name of names) localStorage.removeItem(name);
  } catch {
    // forbidden by the browser: then nothing was kept
  }
};
