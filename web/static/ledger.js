// Keys for lists of findings and for the review: j and k move, the rest presses what is on the page. ES2017.
"use strict";
(function () {
  function typing(target) {
    return target.matches("input:not([type=checkbox]), textarea, select") || target.isContentEditable;
  }
  var rows = Array.prototype.slice.call(document.querySelectorAll("table[data-rows] tbody tr"));
  var at = -1;
  function go(to) {
    if (to < 0 || to >= rows.length) { return; }
    if (at >= 0) { rows[at].classList.remove("here"); }
    at = to;
    rows[at].classList.add("here");
    var link = rows[at].querySelector("a.open");
    if (link) { link.focus(); }
  }
  function tick() {
    var box = at >= 0 ? rows[at].querySelector("input[type=checkbox]") : null;
    if (box) { box.click(); }
  }
  function press(key) {
    var found = document.querySelector("[data-key='" + key + "']");
    if (!found) { return false; }
    if (found.matches("input, textarea")) { found.focus(); } else { found.click(); }
    return true;
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
    if (typing(event.target)) {
      if (event.key === "Escape") { event.target.blur(); }
      return;
    }
    var handled = true;
    if (rows.length && event.key === "j") { go(at + 1); }
    else if (rows.length && event.key === "k") { go(at - 1); }
    else if (rows.length && event.key === "x") { tick(); }
    else if (rows.length && event.key === "o" && at >= 0) { rows[at].querySelector("a.open").click(); }
    else if (/^[a-z0-9?]$/.test(event.key)) { handled = press(event.key); }
    else { handled = false; }
    if (handled) { event.preventDefault(); }
  });
  var all = document.querySelector("input[data-all]");
  if (all) {
    all.addEventListener("change", function () {
      document.querySelectorAll("input[name=ids]").forEach(function (box) { box.checked = all.checked; });
    });
  }
  // data-fill="words": writes the words into the reason; a mouse click also moves there, so that they can be completed.
  document.querySelectorAll("[data-fill]").forEach(function (button) {
    button.addEventListener("click", function (event) {
      var reason = document.getElementById("reason");
      reason.value = button.getAttribute("data-fill");
      if (event.detail) { reason.focus(); }
    });
  });
}());
