// Closes the announcement for this browser. Another one is another mark, and is shown.
export default (banner) => {
  const { mark } = banner.dataset;
  if (localStorage.getItem("announcement") === mark) {
    banner.hidden = true;
    return;
  }
  banner.querySelector("button").addEventListener("click", () => {
    localStorage.setItem("announcement", mark);
    banner.hidden = true;
    document.getElementById("main")?.focus({ preventScroll: true });
  });
};
