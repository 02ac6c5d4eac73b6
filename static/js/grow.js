// Lets the text area grow with its text, in browsers without `field-sizing`.

export function start(form) {
  const area = form.elements.content;
  const fit = () => {
    const top = scrollY;
    area.style.blockSize = "auto";
    area.style.blockSize = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
    scrollTo(0, top);
  };
  area.addEventListener("input", fit);
  addEventListener("resize", fit);
  fit();
}
