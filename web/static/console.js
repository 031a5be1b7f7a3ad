// Progressive enhancement only: every page works without it. ES2017, as older Chromium has to read it.
"use strict";

// <form data-confirm="…">: ask before a step that cannot be taken back.
document.addEventListener("submit", function (event) {
  var question = event.target.getAttribute("data-confirm");
  if (question && !window.confirm(question)) { event.preventDefault(); }
});

// <… data-refresh="/path" data-every="2">: replace the element by what the path answers, until it asks for no more.
function refresh(element) {
  var seconds = Number(element.getAttribute("data-every") || 2);
  window.setTimeout(function () {
    fetch(element.getAttribute("data-refresh"), { credentials: "same-origin", headers: { "x-fragment": "1" } })
      .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(new Error(String(answer.status))); })
      .then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
        if (!fresh) { return; }
        element.replaceWith(fresh);
        if (fresh.hasAttribute("data-refresh")) { refresh(fresh); }
      })
      .catch(function () { refresh(element); });
  }, seconds * 1000);
}
document.querySelectorAll("[data-refresh]").forEach(refresh);

// A table or chart wider than the window scrolls by itself: then the keyboard has to reach it, and it has to say what it is.
function reachable() {
  document.querySelectorAll(".scroll, .pan").forEach(function (box) {
    if (box.scrollWidth <= box.clientWidth) { box.removeAttribute("tabindex"); return; }
    var caption = box.querySelector("caption"), picture = box.querySelector("img");
    box.setAttribute("tabindex", "0");
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", caption ? caption.textContent.trim() : picture ? picture.alt : "可左右滚动的表格");
  });
}
reachable();
window.addEventListener("resize", reachable);
