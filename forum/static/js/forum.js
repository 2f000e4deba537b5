// Brings the page to life: an element with data-behavior="x" is handed to behaviors/x.js.
// Every page reads and writes without this; a behavior only makes it quicker or kinder.

// What can stand anywhere in a text, and the behavior that is fetched where there is some of it.
const IN_TEXTS = { "time[datetime]": "times", ".math": "math", ".code pre": "code" };

const start = async (name, element) => {
  try {
    const { default: behave } = await import(`./behaviors/${name}.js`);
    await behave(element);
  } catch (error) {
    console.warn(`behavior ${name}:`, error);
  }
};

/** Start what is in `root`; called again for what is put into the page later. */
export const enliven = (root) => {
  const hooked = [...root.querySelectorAll("[data-behavior]")].flatMap((element) =>
    element.dataset.behavior.split(" ").map((name) => start(name, element)));
  const found = Object.entries(IN_TEXTS).filter(([selector]) => root.querySelector(selector));
  return Promise.all([...hooked, ...found.map(([, name]) => start(name, root))]);
};

// By this the forum knows that reading is told by thread.js and not by the page having been fetched.
document.cookie = "js=1; path=/; max-age=31536000; samesite=lax";
enliven(document).then(() => document.documentElement.classList.add("has-script"));

// What the last press led to is read out: a status is read when it changes, not when it comes.
const notices = document.getElementById("notices");
if (notices?.childElementCount) {
  setTimeout(() => {
    if (!notices.contains(document.activeElement)) notices.append(...notices.children);
  }, 250);
}
