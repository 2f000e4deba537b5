// Sends pictures and files by button, by dragging and by pasting, and puts them into the text.
import { headers } from "../asking.js";
import { insert, replace } from "../typing.js";

/** Resolves to the forum's answer. `progress` hears numbers from 0 to 1. */
const send = (request, address, file, progress) =>
  new Promise((resolve, reject) => {
    const body = new FormData();
    body.append("file", file, file.name);
    request.open("POST", address);
    request.responseType = "json";
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onload = () =>
      request.status === 201 && request.response?.markdown
        ? resolve(request.response)
        : reject(new Error(request.response?.error ?? ""));
    request.onerror = () => reject(new Error(""));
    request.onabort = () => resolve(null);
    request.send(body);
  });

export default async (text) => {
  const area = text.closest("file-attachment");
  const list = text.form.querySelector("[data-part=uploads]");
  if (!area || !text.dataset.uploadUrl) return;
  await import("../vendor/file-attachment-element.js");
  const words = JSON.parse(text.dataset.words);
  let count = 0;
  const waiting = (by) => {
    text.form.dataset.uploading = Number(text.form.dataset.uploading ?? 0) + by;
  };
  const line = (name) => {
    const row = list.querySelector("template").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-part=name]").textContent = name;
    row.querySelector("progress").setAttribute("aria-label", name);
    list.append(row);
    return row;
  };
  const fail = (row, sentence) => {
    row.querySelector("progress").remove();
    row.classList.add("uploads__one--failed");
    row.querySelector("[data-part=says]").textContent = sentence || words.failed;
    row.querySelector("button").onclick = () => row.remove();
  };
  const clear = ({ mark }) => {
    replace(text, text.value.includes(`${mark}\n`) ? `${mark}\n` : mark, "");
    waiting(-1);
  };
  /** Everything has its place in the text before the first file is on its way. */
  const prepare = (file) => {
    const request = new XMLHttpRequest();
    const row = line(file.name);
    const mark = `![${words.uploading} ${file.name.replace(/[[\]\n]/g, " ")} ${++count}]()`;
    const job = { file, request, row, mark, isOff: false };
    row.querySelector("button").onclick = () => {
      job.isOff = true;
      request.abort();
      row.remove();
      clear(job);
      text.focus();
    };
    insert(text, `${mark}\n`);
    waiting(1);
    return job;
  };
  const take = async (job) => {
    const { file, request, row, mark } = job;
    if (job.isOff) return;
    try {
      const bar = row.querySelector("progress");
      const progress = (part) => (bar.value = part);
      const made = await send(request, text.dataset.uploadUrl, file, progress);
      if (job.isOff) return;
      replace(text, mark, made.markdown);
      row.remove();
      waiting(-1);
    } catch (error) {
      if (job.isOff) return;
      clear(job);
      fail(row, error.message);
    }
  };
  area.addEventListener("file-attachment-accepted", async ({ detail }) => {
    const files = detail.attachments.map(({ file }) => prepare(file));
    for (const each of files) await take(each);
  });
  const choose = text.form.querySelector("[data-md-button=file]");
  choose?.addEventListener("click", () => area.querySelector("input[type=file]").click());
};
