// Writes the links and follows them as the browser's own back and forward do: the address changes, the document stays.
function element(kind, content, attributes = {}) {
  const made = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(name, value);
  made.append(...(Array.isArray(content) ? content : [content]));
  return made;
}

const anchor = ({ label, href, isHere }) => element("a", label, { href, "aria-current": isHere ? "page" : undefined });
const list = (links) => element("ul", links.map((link) => element("li", anchor(link))));

function menuOf(data) {
  const parts = data.menu.map(({ label, links }) => element("section", [element("h2", label), list(links)]));
  const languages = element("section", [element("h2", data.languages.label), list(data.languages.links)]);
  const summary = element("summary", data.menuLabel, { "aria-label": `${data.menuName}: ${data.menuLabel}` });
  return element("details", [summary, element("div", [...parts, languages], { class: "sheet" })]);
}

function write(root, data) {
  const parts = [];
  if (data.skip) parts.push(element("a", data.skip, { href: "#content", class: "skip" }));
  if (data.mark) {
    const mark = element("a", data.mark.label, { href: data.mark.href, class: "mark" });
    mark.prepend(element("img", [], { class: "sign", alt: "", src: data.sign }));
    parts.push(mark);
  }
  const inside = [list(data.links)];
  if (data.menu) inside.push(menuOf(data));
  parts.push(element("nav", inside, { "aria-label": data.label }));
  root.replaceChildren(...parts);
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".nav");
  const said = JSON.stringify(data);
  if (root.said !== said) {
    root.said = said;
    write(root, data);
  }
  const follow = (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
    event.preventDefault();
    if (link.classList.contains("skip")) {
      document.getElementById("content")?.focus();
      return;
    }
    root.querySelector("details")?.removeAttribute("open");
    history.pushState({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0 });
  };
  const close = (event) => {
    const menu = root.querySelector("details[open]");
    if (menu && (event.key === "Escape" || (event.type === "click" && !event.composedPath().includes(menu)))) menu.removeAttribute("open");
  };
  root.addEventListener("click", follow);
  document.addEventListener("keydown", close);
  document.addEventListener("click", close);
  return () => {
    root.removeEventListener("click", follow);
    document.removeEventListener("keydown", close);
    document.removeEventListener("click", close);
  };
}
