// Asks the API what the form says, and shows the answer. The token stays in this page.
export default (form) => {
  const said = form.querySelector("output");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { method, path, token, body } = Object.fromEntries(new FormData(form));
    const headers = { Accept: "application/json" };
    if (token) headers.Authorization = `Bearer ${token.trim()}`;
    if (body && method !== "GET") headers["Content-Type"] = "application/json";
    said.textContent = "…";
    try {
      const answer = await fetch(`/api/v1/${path.trim().replace(/^\/+/, "")}`, {
        method,
        headers,
        credentials: "omit",
        body: method === "GET" ? undefined : body || undefined,
      });
      const text = await answer.text();
      let shown = text;
      try {
        shown = JSON.stringify(JSON.parse(text), null, 2);
      } catch {
        // not JSON: nothing at all, or a proxy's page
      }
      said.textContent = `${answer.status} ${answer.statusText}\n\n${shown}`;
    } catch (error) {
      said.textContent = String(error);
    }
  });
};
