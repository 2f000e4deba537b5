// Draws mathematics with KaTeX, fetched only on pages that have any. The source stays when it fails.

const folder = new URL("../vendor/katex/", import.meta.url);
let library = null;

const load = () => {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("katex.min.css", folder).href;
  const script = document.createElement("script");
  script.src = new URL("katex.min.js", folder).href;
  document.head.append(style, script);
  return new Promise((resolve, reject) => {
    script.onload = () => resolve(window.katex);
    script.onerror = reject;
  });
};

export default async (root) => {
  const katex = await (library ??= load());
  for (const element of root.querySelectorAll(".math:not([data-drawn])")) {
    element.dataset.drawn = "";
    const source = element.textContent;
    try {
      const displayMode = element.classList.contains("math--block");
      katex.render(source, element, { displayMode, throwOnError: true, maxExpand: 200, maxSize: 20 });
    } catch {
      element.textContent = source;
    }
  }
};
