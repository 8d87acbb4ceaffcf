// Puts the map in, opens a touchpoint without loading the page anew, and shows which card a point of the curve belongs to.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".map");
  if (root.drawnHtml !== data.html) {
    root.innerHTML = data.html;
    root.drawnHtml = data.html;
  }
  const placeOf = (event) => event.target.closest("[data-place]")?.dataset.place;
  const open = (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
    const place = event.target.closest("summary") ? undefined : placeOf(event);
    if (place === undefined) return;
    event.preventDefault();
    setTriggerValue("opened", Number(place));
  };
  const light = (event) => {
    const place = placeOf(event);
    root.querySelectorAll("[data-place]").forEach((part) => {
      part.classList.toggle("lit", place !== undefined && part.dataset.place === place);
    });
  };
  const heard = [["click", open], ["mouseover", light], ["mouseleave", light], ["focusin", light]];
  heard.forEach(([name, act]) => root.addEventListener(name, act));
  return () => heard.forEach(([name, act]) => root.removeEventListener(name, act));
}
