// Takes files and folders that are dropped or chosen, and sends one after the other to the server.
const entriesOf = async (entry, path) => {
  if (entry.isFile) return [{ file: await new Promise((done, fail) => entry.file(done, fail)), name: path + entry.name }];
  const reader = entry.createReader(), found = [];
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) break;
    for (const inner of some) found.push(...(await entriesOf(inner, `${path}${entry.name}/`)));
  }
  return found;
};

const droppedFiles = async (transfer) => {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const found = [];
  for (const entry of entries) found.push(...(await entriesOf(entry, "")));
  return found;
};

const isExport = ({ name }) => !name.split("/").some((part) => part.startsWith(".") || part === "__MACOSX");

const send = (data, { file, name }, tell) =>
  new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `${data.address}?name=${encodeURIComponent(name)}&lang=${data.language}`);
    request.setRequestHeader("x-hilo-key", data.key);
    request.upload.onprogress = (event) => tell(event.loaded);
    request.onload = () => {
      let said = {};
      try { said = JSON.parse(request.responseText); } catch { /* a proxy's own page */ }
      const words = { 403: data.words.stale, 409: data.words.busy };
      done(request.status < 300 ? "" : words[request.status] || said.said || `HTTP ${request.status}`);
    };
    request.onerror = () => done(data.words.lost);
    request.send(file);
  });

const sendAll = async (root, files, setTriggerValue) => {
  const { data } = root;
  const wanted = files.filter(isExport);
  if (!wanted.length || root.classList.contains("busy") || data.closed) return;
  const [bar, told, failed] = ["progress", ".told", ".failed"].map((name) => root.querySelector(name));
  const total = wanted.reduce((sum, { file }) => sum + file.size, 0) || 1;
  root.classList.add("busy");
  failed.replaceChildren();
  let sent = 0;
  for (const [at, one] of wanted.entries()) {
    told.textContent = `${at + 1} / ${wanted.length} · ${one.name}`;
    const said = await send(data, one, (loaded) => { bar.value = (sent + loaded) / total; });
    sent += one.file.size;
    bar.value = sent / total;
    if (said) {
      const line = document.createElement("li");
      line.textContent = `${one.name}: ${said}`;
      failed.append(line);
    }
  }
  root.classList.remove("busy");
  told.textContent = "";
  setTriggerValue("sent", wanted.length);
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".zone");
  root.data = data;
  root.classList.toggle("closed", data.closed);
  for (const name of ["title", "hint", "files", "folder"]) root.querySelector(`.${name} .word, .word.${name}`).textContent = data.words[name];
  root.querySelectorAll("input").forEach((input) => { input.disabled = data.closed; });
  const hover = (event) => { event.preventDefault(); root.classList.add("over"); };
  const leave = () => root.classList.remove("over");
  const drop = async (event) => {
    event.preventDefault();
    leave();
    sendAll(root, await droppedFiles(event.dataTransfer), setTriggerValue);
  };
  const choose = (event) => {
    const files = [...event.target.files].map((file) => ({ file, name: file.webkitRelativePath || file.name }));
    event.target.value = "";
    sendAll(root, files, setTriggerValue);
  };
  const heard = [["dragover", hover], ["dragleave", leave], ["drop", drop], ["change", choose]];
  heard.forEach(([name, act]) => root.addEventListener(name, act));
  return () => heard.forEach(([name, act]) => root.removeEventListener(name, act));
}
