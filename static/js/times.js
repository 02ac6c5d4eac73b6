// Shows times in the reader's time zone, and recent times in words. This runs before the page is painted, so nothing moves.

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });
const ago = new Intl.RelativeTimeFormat("en");

const exact = (time) => `${date.format(time)}, ${clock.format(time)}`;

/** "today 20:57", "yesterday 20:57" or "3 Nov 2025, 20:57" */
export function absolute(time) {
  const [day, today] = [date.format(time), new Date()];
  if (day === date.format(today)) return `today ${clock.format(time)}`;
  today.setDate(today.getDate() - 1);
  return day === date.format(today) ? `yesterday ${clock.format(time)}` : exact(time);
}

/** "2 hours ago" for the last six hours, or else as `absolute` */
function relative(time) {
  const minutes = Math.floor((Date.now() - time) / 60_000);
  // The clock of the server may be a little ahead.
  if (minutes < -1 || minutes >= 360) return absolute(time);
  if (minutes < 1) return "just now";
  return minutes < 60 ? ago.format(-minutes, "minute") : ago.format(-Math.floor(minutes / 60), "hour");
}

export function show(words = relative) {
  for (const element of document.querySelectorAll("time[datetime]")) {
    const time = new Date(element.dateTime);
    if (isNaN(time)) continue;
    // Several versions may be "5 minutes ago".
    let text = element.closest(".versions") && words === relative ? absolute(time) : words(time);
    // Not after a word, as in "Created today 20:57"
    if (!element.previousSibling?.textContent.trim()) text = text[0].toUpperCase() + text.slice(1);
    if (element.textContent !== text) element.textContent = text;
    element.title = full.format(time);
  }
}

show();
const showIfVisible = () => document.hidden || show();
setInterval(showIfVisible, 60_000);
document.addEventListener("visibilitychange", showIfVisible);
addEventListener("pageshow", showIfVisible);
// On paper, "today" would soon be wrong.
addEventListener("beforeprint", () => show(exact));
