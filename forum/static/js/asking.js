// Asks the forum for something, with the token that a form would carry.

const token = () => document.querySelector("input[name=csrf_token]")?.value ?? "";

/** Whether the member is signing out: what this page would still send is nobody's any more. */
export const isOver = () => "over" in document.documentElement.dataset;

/** The headers of a request that may write; the answer is wanted as JSON. */
export const headers = () => ({ Accept: "application/json", "X-CSRFToken": token() });

/** An answer that is no success: `message` is the forum's sentence, `answer` the whole of it. */
export class Unable extends Error {
  constructor(status, answer) {
    super(answer?.error ?? "");
    this.status = status;
    this.answer = answer;
  }
}

const read = async (response) => {
  const isJson = response.headers.get("Content-Type")?.includes("json");
  const answer = isJson ? await response.json() : null;
  if (!response.ok || response.redirected) throw new Unable(response.status, answer);
  return answer;
};

/** What GET answers. Throws Unable, or TypeError when there is no connection. */
export const get = async (address) => read(await fetch(address, { headers: headers() }));

/** What POST answers: `body` is FormData, or an object that is sent as JSON. */
export const post = async (address, body, options = {}) => {
  const isForm = body instanceof FormData || body instanceof URLSearchParams;
  const kind = isForm ? {} : { "Content-Type": "application/json" };
  const sent = isForm ? body : JSON.stringify(body);
  const all = { method: "POST", headers: { ...headers(), ...kind }, body: sent, ...options };
  return read(await fetch(address, all));
};
