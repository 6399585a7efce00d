// Looks a typed code or document number up in the list on the page; nothing is sent anywhere. Reads as pipeline/edition/check_codes.py does.
(function () {
  "use strict";
  var form = document.querySelector("form.check");
  if (!form) return;
  var input = form.querySelector("input"), status = form.querySelector(".status");
  var rows = Array.from(document.querySelectorAll(".copies li"));
  var ALPHABET = "2346789CDFHJKLMNPRTVWXY", ALIKE = { Z: "2", G: "6", B: "8", U: "V", I: "L", 1: "L" };

  function typed(text) {
    return text.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/[ZGBUI1]/g, function (sign) { return ALIKE[sign]; });
  }

  function isCode(code) {
    var total = 0;
    for (var at = 0; at < 6; at++) total += (at + 2) * ALPHABET.indexOf(code[at]);
    return new RegExp("^[" + ALPHABET + "]{7}$").test(code) && ALPHABET[(23 - total % 23) % 23] === code[6];
  }

  // A number as it is printed, with or without its dashes, perhaps with the version behind it ("PL-1, version 1.0").
  function ofDocument(text) {
    var said = text.trim().replace(/\s+/g, " ").toUpperCase();
    return rows.filter(function (row) {
      var number = row.dataset.document.toUpperCase(), bare = number.replace(/[^0-9A-Z]/g, "");
      return said === number || said === bare || (said.startsWith(number) && /^[ ,·:;(]/.test(said.slice(number.length)));
    });
  }

  function show(only) {
    rows.forEach(function (row) { row.hidden = only.length > 0 && only.indexOf(row) < 0; });
  }

  form.hidden = false;
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var code = typed(input.value), found = isCode(code) ? document.getElementById(code) : null;
    var printed = found ? [found] : ofDocument(input.value);
    show(printed);
    if (found) location.hash = code;
    // What the list says of it, or why it says nothing.
    status.textContent = found ? found.querySelector("strong").textContent + ": " + found.querySelector(".said").textContent
      : printed.length ? form.dataset.document
      : isCode(code) ? form.dataset.unknown : form.dataset.mistyped;
  });
})();
