// On a narrow screen the filters are folded, so that the queue comes first.
export default (details) => {
  if (!Number(details.dataset.chosen) && !matchMedia("(min-width: 64em)").matches) {
    details.open = false;
  }
};
