// Shows times in the reader's own zone. Without it the pages name the wire's zone.
(() => {
  const root = document.documentElement;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!own || own === root.dataset.zone) return;
  const brief = { dateStyle: "medium", timeStyle: "short" };
  const moment = { year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" };
  const forms = { brief, moment };
  for (const [name, options] of Object.entries(forms)) {
    const form = new Intl.DateTimeFormat(root.lang, options);
    for (const time of document.querySelectorAll(`time.${name}`)) {
      const when = new Date(time.dateTime);
      if (!Number.isNaN(when.getTime())) time.textContent = form.format(when);
    }
  }
  document.getElementById("zone")?.remove();
})();
