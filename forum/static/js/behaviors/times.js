// Says how long ago something was, instead of the date. The exact time stays on hover. Within a
// sentence ("until …": data-dated) it stays a date; when it is near, the hour is said as well.
// Thirty lines on Intl do what relative-time-element (44 kB) would: the server has written the date.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const language = document.documentElement.lang || "en";
const ago = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });

const hour = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

const relative = (seconds) => {
  if (seconds < MINUTE) return ago.format(0, "second");
  if (seconds < HOUR) return ago.format(-Math.floor(seconds / MINUTE), "minute");
  if (seconds < DAY) return ago.format(-Math.floor(seconds / HOUR), "hour");
  return ago.format(-Math.floor(seconds / DAY), "day");
};

const write = (element) => {
  const at = new Date(element.dateTime);
  const seconds = (Date.now() - at) / 1000;
  if ("dated" in element.dataset) {
    if (Math.abs(seconds) < DAY) element.textContent = hour.format(at);
    return false;
  }
  const isNear = seconds > -MINUTE && seconds < 7 * DAY;
  const text = isNear ? relative(Math.max(0, seconds)) : element.dataset.date;
  if (element.textContent !== text) element.textContent = text;
  return isNear;
};

export default (root) => {
  const all = [...root.querySelectorAll("time[datetime]")];
  for (const element of all) {
    element.dataset.date = element.textContent;
    element.title = exact.format(new Date(element.dateTime));
  }
  const near = all.filter(write);
  if (near.length) setInterval(() => document.hidden || near.forEach(write), MINUTE * 1000);
};
