// Search without a server: works from a folder, where no file may be fetched, since scripts may be loaded there.
(function () {
  "use strict";
  var form = document.querySelector("form.search");
  if (!form) return;
  var input = form.querySelector("input"), status = form.querySelector(".status"), list = form.querySelector(".results");
  var lang = form.dataset.lang, folder = form.dataset.folder, index = null, rows = null, asked = false, timer = 0;
  var MOST = 40;

  // Folds as pipeline/issuing/site/lists.py does; the Arabic article is no part of the word it stands before.
  function fold(term) {
    var folded = term.normalize("NFKD").replace(/[\p{Mn}\u0640]/gu, "").toLowerCase();
    return folded.replace(/^\u0627\u0644(?=.{3})/u, "");
  }

  // Scripts without spaces between words are cut into pairs of signs.
  function tokens(text) {
    var found = [];
    (text.match(/[\p{L}\p{N}\p{M}\u0640]+/gu) || []).forEach(function (word) {
      if (!/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u.test(word)) { found.push(word); return; }
      var signs = Array.from(word);
      if (signs.length === 1) found.push(word);
      for (var at = 0; at + 1 < signs.length; at++) found.push(signs[at] + signs[at + 1]);
    });
    return found;
  }

  function load(name, then) {
    var script = document.createElement("script");
    script.src = folder + "/" + name;
    script.onload = then || null;
    document.head.appendChild(script);
  }

  function wake() {
    if (asked) return;
    asked = true;
    load("minisearch.js", function () { load(lang + ".js"); });
  }

  window.plainleafSearch = {
    take: function (of, given) {
      rows = given;
      index = new window.MiniSearch({
        fields: ["title", "words", "text"], tokenize: tokens, processTerm: fold,
        searchOptions: {
          boost: { title: 4, words: 2 }, prefix: true,
          // One wrong letter in a word of four, two in one of ten.
          fuzzy: function (term) { return term.length > 3 ? 0.2 : false; }
        }
      });
      index.addAll(rows.map(function (row, id) { return { id: id, title: row[0], text: row[1], words: row[2] }; }));
      answer();
    },
    find: function (query) {
      var found = index.search(query, { combineWith: "AND" });
      return found.length ? found : index.search(query, { combineWith: "OR" });
    }
  };

  function answer() {
    var query = input.value.trim();
    list.textContent = "";
    if (!query || !index) { status.textContent = ""; return; }
    var begun = performance.now(), found = window.plainleafSearch.find(query);
    form.dataset.took = String(performance.now() - begun);
    status.textContent = found.length ? form.dataset.found.replace("{count}", found.length) : form.dataset.none;
    found.slice(0, MOST).forEach(function (hit) {
      var row = rows[hit.id], item = document.createElement("li"), link = document.createElement("a");
      link.href = folder + "/" + row[3];
      link.textContent = row[0];
      item.appendChild(link);
      if (row[1]) {
        var text = document.createElement("p");
        text.textContent = row[1];
        item.appendChild(text);
      }
      list.appendChild(item);
    });
  }

  form.hidden = false;
  input.addEventListener("focus", wake);
  input.addEventListener("input", function () {
    wake();
    clearTimeout(timer);
    timer = setTimeout(answer, 80);
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); wake(); answer(); });
  var given = new URLSearchParams(location.search).get("q");
  if (given) { input.value = given; wake(); }
})();
