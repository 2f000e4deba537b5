// What is selected within one post.

/** {post, text}: the article and the words; null when nothing is, or across several posts. */
export const selected = () => {
  const selection = getSelection();
  const text = selection.toString();
  if (!text.trim() || !selection.rangeCount) return null;
  const [one, other] = [selection.anchorNode, selection.focusNode].map((node) =>
    (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.(".post__body"),
  );
  return one && one === other ? { post: one.closest("[data-post]"), text } : null;
};
