// The list of what is wrong takes the focus when the page opens, so that it is read first.

export default (summary) => {
  summary.focus();
};
