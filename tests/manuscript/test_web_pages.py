"""Marks, numbers, boxes, questions, notes and titles of web pages mean in the article what they meant on the page."""

from __future__ import annotations

import pytest

from pipeline.errors import PlainleafError
from pipeline.manuscript.importing import Import, Wishes, import_manuscript


def page(body: str, head: str = "", attributes: str = "lang=en") -> Import:
    text = f"<!doctype html><html {attributes}><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    return import_manuscript(text.encode(), "a.html", Wishes())


def section(content: str, head: str = "") -> Import:
    return page(f"<h1>Skin</h1><p>For all.</p><h2>Care</h2>{content}", head)


def below(done: Import) -> str:
    """What stands below the heading "Care"."""
    return done.text.split("## Care\n\n", 1)[1].strip()


def asked(done: Import) -> set[str]:
    names = {query.name.rsplit("-", 1)[0] if query.name[-1].isdigit() else query.name for query in done.queries}
    return names - {query.name for query in done.queries if query.key} - {"references"}


@pytest.mark.parametrize(
    "struck",
    [
        "<s>20 mg</s>",
        "<strike>20 mg</strike>",
        "<del>20 mg</del>",
        "<del><s>20 mg</s></del>",
        "<span style='text-decoration:line-through'>20 mg</span>",
        "<span style='TEXT-DECORATION: underline line-through red'>20 mg</span>",
        "<span style='text-decoration-line: line-through'>20 mg</span>",
        "<span class=gone>20 mg</span>",
        "<span class='x gone y'><span>20</span> mg</span>",
        "<font class=gone>20 mg</font>",
    ],
)
def test_struck_words_stay_struck_and_are_asked(struck: str) -> None:
    style = "<style>p span.gone, .gone {color:red; text-decoration: line-through}</style>"
    done = section(f"<p>Take {struck} 10 mg.</p>", style)
    assert below(done) == "Take ~~20 mg~~ 10 mg."
    assert asked(done) == {"struck"}


@pytest.mark.parametrize(
    ("block", "written"),
    [
        ("<del><p>Do not wash.</p><p>Rest.</p></del>", "~~Do not wash.~~\n\n~~Rest.~~"),
        ("<p class=gone>Do <b>not</b> wash.</p>", "~~Do **not** wash.~~"),
        ("<ul><li class=gone>Do not wash.</li><li>Rest.</li></ul>", "- ~~Do not wash.~~\n- Rest."),
        ("<ul class=gone><li>Do not wash.<li>Do not rest.</ul>", "- ~~Do not wash.~~\n- ~~Do not rest.~~"),
    ],
)
def test_struck_blocks_are_struck_word_by_word(block: str, written: str) -> None:
    assert below(section(block, "<style>.gone{text-decoration:line-through}</style>")) == written


def test_marks_by_class_or_style_are_marks_and_their_absence_is_none() -> None:
    style = ".b{font-weight:700}.i{font-style:italic}.u{vertical-align:super;font-size:6pt}.d{vertical-align:sub}"
    done = section(
        "<p><span class=b>Never</span> take <span class=i>good</span> 10<span class=u>9</span> of "
        "H<span class=d>2</span>O."
        "<b style='font-weight:normal'> plain</b> <i style='font-style:normal'>words</i></p>",
        f"<style>{style}</style>",
    )
    assert below(done) == "**Never** take *good* 10^9^ of H~2~O. plain words"
    assert asked(done) == set()


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("<span style='font-family:Symbol'>&#179;</span> 38", "≥ 38"),
        ("<span style='font-family:Symbol;mso-char-type:symbol'>&#61603;</span> 38", "≤ 38"),
        ("5 <font face=Symbol>m</font>g", "5 μg"),
        ("5 <span style='font-family: \"Symbol\", serif'>m</span>g", "5 μg"),
        ("<span style='font-family:Wingdings'>&#252;</span> done", "✔ done"),
        ("<span style='font-family:Symbol'>a<span style='font-family:Arial'>a</span></span>", "αa"),
    ],
)
def test_symbol_fonts_are_the_signs_that_they_draw(words: str, written: str) -> None:
    assert below(section(f"<p>{words}</p>")).replace("✓", "✔") == written


def test_a_sign_that_nobody_knows_is_asked() -> None:
    done = section("<p>Take &#xE123; twice.</p>")
    assert asked(done) == {"sign"}
    assert "\ue123" not in done.text


def test_what_only_browsers_show_is_written_out() -> None:
    done = section("<p><ruby>薬<rt>kusuri</rt></ruby> <q>rest</q> <kbd>x</kbd> <bdo dir=rtl>gm 05</bdo></p>")
    assert below(done).startswith("薬 (kusuri) “rest” `x`")
    assert asked(done) == {"direction"}


def test_the_language_of_a_paragraph_stays() -> None:
    done = section("<p lang=fr>Lavez-vous.</p><p lang=en>Rest.</p><ul><li lang=es>Descanse.</ul>")
    assert below(done) == "[Lavez-vous.]{lang=fr}\n\nRest.\n\n- [Descanse.]{lang=es}"


@pytest.mark.parametrize(
    ("made", "written"),
    [
        ("<ol start=4><li>a<li>b</ol>", "4. a\n5. b"),
        ("<ol start=4><li>a<li value=9>b<li>c</ol>", "4. a\n9. b\n10. c"),
        ("<ol><li value=3>a<li>b</ol>", "3. a\n4. b"),
        ("<ol reversed><li>a<li>b<li>c</ol>", "3. a\n2. b\n1. c"),
        ("<ol reversed start=9><li>a<li>b</ol>", "9. a\n8. b"),
        ("<ol type=a start=3><li>wash<li>dry</ol>", "c. wash\nd. dry"),
        ("<ol type=I><li>wash<li>dry</ol>", "I.  wash\nII.  dry"),
        ("<ol style='list-style-type:lower-roman'><li>wash<li>dry</ol>", "i. wash\nii. dry"),
        ("<ol class=up><li>wash<li>dry</ol>", "A.  wash\nB.  dry"),
        ("<ul style='list-style-type:decimal'><li>wash<li>dry</ul>", "1. wash\n2. dry"),
        ("<ol><li>wash<ol type=a><li>dry</ol></ol>", "1. wash\n\n   a. dry"),
        ("<ol><li><p>wash</p><p>more</p><li>dry</ol>", "1. wash\n\n   more\n\n2. dry"),
        ("<ol type=a><li>wash<li>dry</ol><p>See b) first.</p>", "a) wash\nb) dry\n\nSee b) first."),
    ],
)
def test_steps_have_the_numbers_that_the_page_shows(made: str, written: str) -> None:
    done = section(made, "<style>ol.up{list-style:upper-alpha inside}</style>")
    assert below(done) == written
    assert asked(done) == set()


WORD = (
    "<p class=MsoListParagraphCxSp{0} style='mso-list:l0 level{1} lfo1'><![if !supportLists]>"
    "<span style='font-family:{2}'>"
    "<span style='mso-list:Ignore'>{3}<span style='font:7.0pt \"Times New Roman\"'>&nbsp; </span></span></span>"
    "<![endif]>{4}</p>\n"
)


def test_lists_that_word_draws_are_lists() -> None:
    drawn = "".join(
        WORD.format("Middle", level, font, mark, words)
        for level, font, mark, words in (
            (1, "Symbol", "·", "Wash your hands."),
            (2, "Courier New", "o", "Use soap."),
            (3, "Wingdings", "§", "Rub."),
            (1, "Symbol", "·", "Dry them."),
        )
    )
    assert below(section(drawn)) == "- Wash your hands.\n  - Use soap.\n    - Rub.\n- Dry them."


def test_numbers_that_word_draws_stay() -> None:
    drawn = "".join(
        WORD.format("Middle", level, "Arial", mark, words)
        for level, mark, words in ((1, "3.", "Wash."), (2, "a)", "Soap."), (2, "b)", "Water."), (1, "4.", "Dry."))
    )
    assert below(section(drawn)) == "3. Wash.\n\n   a) Soap.\n   b) Water.\n\n4. Dry."


def test_levels_that_google_docs_sets_side_by_side_are_nested() -> None:
    style = (
        "<style>.lst-kix_ab-0 > li:before{content:'' counter(lst-ctn-kix_ab-0,decimal) '. '}"
        ".lst-kix_ab-1 > li:before{content:'' counter(lst-ctn-kix_ab-1,lower-latin) ') '}</style>"
    )
    done = section(
        "<ol class='lst-kix_ab-0 start' start=1><li>Wash</li></ol><ol class='lst-kix_ab-1 start' start=1><li>soap</li>"
        "<li>water</li></ol><ol class='lst-kix_ab-0' start=2><li>Dry</li></ol>",
        style,
    )
    assert below(done) == "1. Wash\n\n   a) soap\n   b) water\n\n2. Dry"


@pytest.mark.parametrize(
    "folded",
    [
        "<h3><button aria-expanded=false aria-controls=p>Can I eat?</button></h3><div id=p>Yes.</div>",
        "<h3><button aria-expanded=false aria-controls=p>Can I eat?</button></h3><div id=p hidden>Yes.</div>",
        "<button aria-expanded=false aria-controls=p>Can I eat?</button><div id=p aria-hidden=true>Yes.</div>",
        "<button data-bs-target='#p'>Can I eat?</button><div id=p style='display:none'>Yes.</div>",
        "<details><summary>Can I eat?</summary>Yes.</details>",
        "<details><summary><h4>Can I eat?</h4></summary><p>Yes.</p></details>",
        "<div role=button aria-expanded=false aria-controls=p>Can I eat?</div><div id=p>Yes.</div>",
        "<p><a role=button aria-expanded=false aria-controls=p href='#p'>Can I eat?</a></p><div id=p>Yes.</div>",
    ],
)
def test_a_question_that_opens_is_a_heading_with_its_answer(folded: str) -> None:
    assert below(section(folded)) == "### Can I eat?\n\nYes."


def test_other_buttons_are_left_out_by_name() -> None:
    done = section("<p>Rest.</p><button>Print</button><form><button>Send</button></form>")
    assert below(done) == "Rest."
    assert {e.piece.text for e in done.ledger.left_out} >= {"Print", "Send"}


@pytest.mark.parametrize(
    ("box", "written"),
    [
        ("<div role=alert><p>Do not drive.</p></div>", "::: {.callout .warning}\nDo not drive.\n:::"),
        ("<div class='alert alert-danger'>Do not drive.</div>", "::: {.callout .warning}\nDo not drive.\n:::"),
        ("<div class='box note'><h3>Good to know</h3><p>It is free.</p></div>",
         '::: {.callout .note title="Good to know"}\nIt is free.\n:::'),
        ("<div class=tip><p>Bring a coat.</p></div>", "::: {.callout .tip}\nBring a coat.\n:::"),
        ("<p class=warning>Do not drive.</p>", "::: {.callout .warning}\nDo not drive.\n:::"),
        ("<aside><p>Call us.</p></aside>", "Call us."),
        ("<table border=1><tr><td><p>Call us.</p></td></tr></table>", "Call us."),
    ],
)  # fmt: skip
def test_boxes_stay_where_they_stood(box: str, written: str) -> None:
    done = section(f"<p>Before.</p>{box}<p>After.</p>")
    assert below(done) == f"Before.\n\n{written}\n\nAfter."


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ("<aside class=related><p>Other pages</p></aside>", "Other pages"),
        ("<aside><ul><li><a href='/x'>Knees</a><li><a href='/y'>Hips</a></ul></aside>", "Knees"),
        ("<ul><li><a href='#a'>One</a><li><a href='#b'>Two</a><li><a href='#c'>Three</a></ul>", "One"),
        ("<div class=cookie-banner role=alert>We use cookies</div>", "We use cookies"),
        ("<div role=dialog>Sign up</div>", "Sign up"),
    ],
)
def test_the_frame_of_the_site_is_left_out_by_name(frame: str, words: str) -> None:
    done = section(f"<p>Before.</p>{frame}<p>After.</p>")
    assert below(done) == "Before.\n\nAfter."
    assert words in {e.piece.text for e in done.ledger.left_out}


TITLED = "<h2>Peanuts and babies</h2><p>Give a little.</p><h3>How to give it</h3><p>Stir it in.</p>"


@pytest.mark.parametrize(
    ("window", "banner"),
    [
        ("Peanuts and babies", "<div class=top><h1>Allergy Centre</h1></div>"),
        ("Peanuts and babies | Allergy Centre", "<h1>Allergy Centre</h1>"),
        ("Allergy Centre - Peanuts and babies", "<div><h1>Allergy Centre</h1></div>"),
        ("Peanuts and babies", "<div id=masthead><h1><a href='/'>Allergy Centre</a></h1></div>"),
    ],
)
def test_the_banner_of_the_site_is_not_the_title(window: str, banner: str) -> None:
    done = page(f"{banner}<div>{TITLED}</div>", f"<title>{window}</title>")
    assert done.front["title"] == "Peanuts and babies"
    assert "## How to give it" in done.text
    assert "Allergy Centre" not in done.text
    assert "Allergy Centre" in {e.piece.text for e in done.ledger.left_out}


def test_a_first_heading_that_is_the_title_stays_it() -> None:
    done = page(
        "<h1>Asthma</h1><p>For all.</p><h2>Asthma attacks</h2><p>Sit up.</p>", "<title>Asthma | Example Clinic</title>"
    )
    assert done.front["title"] == "Asthma"
    assert "## Asthma attacks" in done.text


@pytest.mark.parametrize("mark", ["<p class=title>Iron</p>", "<p class=MsoTitle>Iron</p>", "<h1 class=title>Iron</h1>"])
def test_a_title_that_is_marked_as_one_is_it(mark: str) -> None:
    done = page(f"{mark}<p>For adults.</p><h1>Dose</h1><p>One.</p><h1>Food</h1><p>Juice.</p>")
    assert done.front["title"] == "Iron"
    assert "## Dose" in done.text
    assert "## Food" in done.text


def test_a_list_of_notes_becomes_notes() -> None:
    done = section(
        "<p>Take 65 mg<sup><a href='#a'>1</a></sup> or 70<a href='#b'><sup>[2]</sup></a>.</p><h3>Notes</h3>"
        "<ol><li id=a>As iron. <a href='#x'>↩</a></li><li id=b><p>As salt.</p></li></ol>"
    )
    assert below(done) == "Take 65 mg[^1] or 70[^2].\n\n[^1]: As iron.\n\n[^2]: As salt."


@pytest.mark.parametrize(
    "text",
    [
        "<p>It works <a href='#r2'>2</a>, see<sup><a href='#r1'>1</a></sup>.</p><h3>References</h3>",
        "<p>It works<sup><a href='#r2'>2</a></sup>, see<sup><a href='#r1'>1</a></sup>.</p><h3>References</h3>",
        "<p>So<sup><a href='#r2'>2</a></sup>, see<sup><a href='#r1'>1</a></sup> and<sup><a href='#r2'>2</a></sup>.</p>",
        "<p>It works<sup><a href='#r2'>2</a></sup>, see 1.</p>",
    ],
)
def test_a_list_of_sources_keeps_its_numbers(text: str) -> None:
    done = section(f"{text}<ol><li id=r1>First trial.<li id=r2>Second trial.</ol>")
    assert "1. First trial.\n2. Second trial." in done.text
    assert "2" in below(done).split("\n")[0]
    assert "[^" not in done.text


def test_a_block_of_code_is_one_and_raises_no_question() -> None:
    done = section(
        "<pre><code>one  two\nthree</code></pre><pre>four <code>five</code></pre><p>Use <code>six</code>.</p>"
    )
    assert below(done) == "```\none  two\nthree\n```\n\n```\nfour five\n```\n\nUse `six`."
    assert asked(done) == set()


@pytest.mark.parametrize(
    "table",
    [
        "<table><caption>Table 1: Doses by age</caption>{0}</table>",
        "<p>Table 1. Doses by age</p><table>{0}</table>",
        "<table>{0}</table><p><b>Table 1:</b> Doses by age</p>",
    ],
)
def test_a_caption_loses_its_typed_number_by_name(table: str) -> None:
    done = section(table.format("<tr><th>Age<th>Dose</tr><tr><td>Child<td>5 ml</tr>"))
    assert 'caption="Doses by age"' in done.text
    assert "Table 1" not in below(done)
    assert {e.piece.text.strip(" .:") for e in done.ledger.left_out} == {"Table 1"}
    assert asked(done) == set()


def test_a_number_of_a_table_that_is_not_the_one_printed_is_asked() -> None:
    done = section(
        "<table><caption>Table 3: Doses</caption><tr><th>Age</tr><tr><td>Child</tr></table><p>See Table 3.</p>"
    )
    assert asked(done) == {"caption"}


def test_lists_of_filtered_word_pages_are_nested_by_their_margin() -> None:
    drawn = "".join(
        f"<p class=MsoListParagraphCxSpMiddle style='{margin}text-indent:-.25in'>"
        f"<span style='font-family:Symbol'>{mark}"
        f"<span style='font:7.0pt \"Times New Roman\"'>&nbsp; </span></span>{words}</p>"
        for margin, mark, words in (("", "·", "Wash."), ("margin-left:1.0in;", "o", "Use soap."), ("", "·", "Dry."))
    )
    assert below(section(drawn)) == "- Wash.\n  - Use soap.\n- Dry."


def test_who_said_a_quotation_is_no_foot_of_the_page() -> None:
    assert "A nurse" in below(section("<blockquote><p>Rest.</p><footer>A nurse</footer></blockquote>"))


def test_both_readers_read_the_whole_page_beside_a_main_element() -> None:
    menu = "<nav><ul>" + "<li>Our other pages and services" * 40 + "</ul></nav>"
    done = page(
        f"<body><p>Jump to the text</p>{menu}<main><h1>Coughs</h1><p>Take 5 ml a day.</p></main><p>Order this page.</p>"
    )
    assert "Take 5 ml a day." in done.text
    assert {"Jump to the text", "Order this page."} <= {e.piece.text for e in done.ledger.left_out}
    assert not [query for query in done.queries if query.name.startswith("reading")]
    small = page(
        "<body><main><h1>Coughs</h1><p>Take 5 ml.</p></main><p>" + "Do not take more of it than that. " * 9 + "</p>"
    )
    assert small.text.index("Take 5 ml.") < small.text.index("Do not take more")
    assert not [query for query in small.queries if query.name.startswith("reading")]


def test_a_heading_in_a_caption_stays_in_it() -> None:
    done = page(
        "<h1>Coughs</h1><p>Rest.</p><figure><img src='a.png' alt='A cup'><figcaption><small>May</small><h2>Tea</h2>"
        "<p>A cup of tea.</p></figcaption></figure>"
    )
    assert "May Tea A cup of tea." in " ".join(done.text.split())
    assert not [query for query in done.queries if query.name.startswith("reading")]


def test_numbers_with_a_zero_before_them_stay_as_they_are() -> None:
    done = page(
        "<h1>Coughs</h1><p>See step 02.</p><ol style='list-style: decimal-leading-zero'><li>Sit<li>Breathe</ol>"
        "<p>01. Wash</p><p>02. Dry</p>"
    )
    for words in ("01\\. Sit", "02\\. Breathe", "01\\. Wash", "02\\. Dry"):
        assert words in done.text


@pytest.mark.parametrize("words", ["back", "↩", "Return to text", "[back to top]", "↩︎ back to text", "Zurück zum Text"])
def test_the_words_that_lead_back_from_a_note_are_no_words_of_it(words: str) -> None:
    done = page(
        "<h1>Iron</h1><p>Take 65 mg<sup><a id='r1' href='#n1'>1</a></sup> a day.</p>"
        f"<ol><li id='n1'>As elemental iron. <a href='#x'>{words}</a></li></ol>"
    )
    assert "[^1]: As elemental iron.\n" in done.text


def test_hidden_sentences_without_a_number_are_one_question() -> None:
    done = page(
        "<h1>Iron</h1><p>Take it with juice.</p><p hidden>Ask the ward for help.</p><p hidden>Bring a friend too.</p>"
    )
    asked = [query.asks for query in done.queries if query.name.startswith("hidden")]
    assert asked == [
        'is "Ask the ward for help." and 1 more passages to be left out; the file hides what it says there'
    ]


def test_numbers_in_programs_and_menus_are_no_patients() -> None:
    words = "<h1>Iron</h1><p>Take it with juice.</p><script>track(9434765919)</script><nav>Ad 9434765919</nav>"
    assert page(words).ledger.balanced
    with pytest.raises(PlainleafError, match="may name a patient"):
        page(f"{words}<script>'NHS number: 9434765919'</script>")
    with pytest.raises(PlainleafError, match="may name a patient"):
        page("<h1>Iron</h1><p>The number 9434765919 belongs to her.</p>")


def test_a_title_that_is_a_link_leaves_it_out_by_name() -> None:
    done = page(
        "<h1><a href='https://example.org/iron'>Iron</a></h1><p>Take it with juice, as the label says.</p>"
        "<p><a href='https://example.org/iron'>Start</a></p>"
    )
    assert [e.reason for e in done.ledger.left_out if e.piece.text == "https://example.org/iron"] == [
        "where the title leads to; the title of an article has no link"
    ]
    assert "[Start](https://example.org/iron)" in done.text
    assert not [query for query in done.queries if query.name.startswith(("reading", "meaning"))]


def test_bold_in_italics_before_a_full_stop_and_a_cited_title_keep_their_marks() -> None:
    done = page(
        "<h1>Iron</h1><p><em>Ask <b>Ana</b> and (<b>Ben</b>) or <b>Eva</b>.</em></p><p>In <cite>Nature</cite>.</p>"
    )
    assert "*Ask **Ana** and (**Ben**) or **Eva**.*" in done.text
    assert "In *Nature*." in done.text
    assert not [query for query in done.queries if query.name.startswith("meaning")]
