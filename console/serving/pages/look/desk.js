// Keys go to the desk as soon as it has painted, without a click.
new MutationObserver((_changes, watch) => {
  if (document.body.classList.contains("-first-byte")) {
    watch.disconnect();
    document.querySelector(".xterm-helper-textarea").focus();
  }
}).observe(document.body, { attributes: true });
