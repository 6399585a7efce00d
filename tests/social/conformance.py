"""Published conformance cases of twitter-text: what X counts, and which addresses it finds.

From conformance/validate.yml (WeightedTweetsWithDiscountedEmojiCounterTest, UnicodeDirectionalMarkerCounterTest,
urls_without_protocol) and conformance/extract.yml (urls) of twitter-text, copyright Twitter, Inc. and other
contributors, Apache License 2.0. Long repetitions are written as products. One case is left out because npm
twitter-text 3.1.0 does not agree with it either: "http://domain.com-that-you-should-have-put-a-space-after".
"""

from __future__ import annotations

TENS = "xxxxxxxxxx-"
FAMILY = "👨\u200d👩\u200d👧\u200d👦"
POEM = (
    "故人西辞黄鹤楼，烟花三月下扬州。孤帆远影碧空尽，唯见长江天际流。朱雀桥边野草花，乌衣巷口夕阳斜。旧时王谢堂前燕，飞入寻常百姓家。"
    "朝辞白帝彩云间，千里江陵一日还。两岸猿声啼不住，轻舟已过万重山。泪湿罗巾梦不成，夜深前殿按歌声。红颜未老恩先断，斜倚薰笼坐到明。"
    "独在异乡为异客，每逢佳节倍思亲。遥知兄弟登高处，遍插茱萸少一人。"
)
KANA = "あいうえおかきくけこ"
SUPERLONG = "somesuperlongurl"

WEIGHTS = [
    ("Hi http://test.co", 26, True),
    ("http://test.co", 23, True),
    ("285 chars-" + TENS * 25, 285, False),
    ("285 chars- http://www.twitter.com/jack " + TENS * 24, 299, False),
    ("https://www.twitter.com/aloha " * 10, 240, True),
    (POEM, 320, False),
    ("😷" * 160, 320, False),
    ("the" + POEM, 323, False),
    ("A\u0301B", 2, True),
    ("A\ufb2c", 4, True),
    (f"H🐱☺{FAMILY}", 7, True),
    ("😷👾😡🔥💩", 10, True),
    ("🙋🏽👨\u200d🎤", 4, True),
    ("randomurl" * 6 + "randomurls.com", 68, True),
    (KANA * 12 + f" http://{KANA * 5}あいう.com", 358, False),
    (KANA * 12 + f" http://{KANA * 5}あい.com", 264, True),
    (FAMILY * 140, 280, True),
    ("Unicode 10.0 emoji: 🤪; 🧕; 🧕🏾; 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 34, True),
    ("Unicode 9.0 emoji: 🤠; 💃; 💃🏾", 29, True),
    ("ABC\u202a\uffffABC\ufffe", 12, False),
    ("\u2066\u202ahttp://foobar.پاکستان/\u202c\u2069", 31, True),
]
"""Text, weighted length, whether it may be posted."""

ADDRESSES: list[tuple[str, list[str]]] = [
    ("example.com", ["example.com"]),
    ("www.example.com", ["www.example.com"]),
    ("t.co", ["t.co"]),
    ("foo.co.jp", ["foo.co.jp"]),
    ("example.com/path/to/resource?search=foo&lang=en", ["example.com/path/to/resource?search=foo&lang=en"]),
    ("text http://✪df.ws/ejp", ["http://✪df.ws/ejp"]),
    ("test http://example.comだよね.comtest/hogehoge", ["http://example.com"]),
    ("text http://chilp.it/?77e8fd", ["http://chilp.it/?77e8fd"]),
    ("text http://x.com/oneletterdomain", ["http://x.com/oneletterdomain"]),
    (
        "text http://msdn.microsoft.com/ja-jp/library/system.net.httpwebrequest(v=VS.100).aspx",
        ["http://msdn.microsoft.com/ja-jp/library/system.net.httpwebrequest(v=VS.100).aspx"],
    ),
    ("text http://no-tld", []),
    ("text http://tld-too-short.x", []),
    ("(http://twitter.com", ["http://twitter.com"]),
    ("text http://word-and-a-number-8-ftw.domain.com/", ["http://word-and-a-number-8-ftw.domain.com/"]),
    ("text http://foo.com?#foo text", ["http://foo.com?#foo"]),
    ("foo.com foo.net foo.org foo.edu foo.gov", ["foo.com", "foo.net", "foo.org", "foo.edu", "foo.gov"]),
    (
        "foo.baz foo.co.jp www.xxxxxxx.baz www.foo.co.uk wwwww.xxxxxxx foo.comm foo.somecom foo.govedu foo.jp",
        ["foo.co.jp", "www.foo.co.uk", "foo.jp"],
    ),
    ("t.co/abcde bit.ly/abcde", ["t.co/abcde", "bit.ly/abcde"]),
    ("http://foo.jp http://fooooo.jp", ["http://foo.jp", "http://fooooo.jp"]),
    ("Go to http://example.com/a+ or http://example.com/a-", ["http://example.com/a+", "http://example.com/a-"]),
    ("Go to http://example.com/view/slug-url-?foo=bar", ["http://example.com/view/slug-url-?foo=bar"]),
    (
        "Go to https://en.m.wikipedia.org/wiki/Hatfield–McCoy_feud please",
        ["https://en.m.wikipedia.org/wiki/Hatfield–McCoy_feud"],
    ),
    ("@user Try http:// example.com/path", ["example.com/path"]),
    ("@user Try http://\u00a0example.com/path", ["example.com/path"]),
    (
        "これは日本語です。example.com/path/index.html中国語example.com/path한국",
        ["example.com/path/index.html", "example.com/path"],
    ),
    (
        "twitter.comこれは日本語です。example.com中国語t.co/abcde한국twitter.com example2.comテストtwitter.com/abcde",
        ["twitter.com", "example.com", "t.co/abcde", "twitter.com", "example2.com", "twitter.com/abcde"],
    ),
    (
        "http://twitter.com/これは日本語です。example.com中国語http://t.co/abcde한국twitter.comテスト"
        "example2.comテストhttp://twitter.com/abcde",
        [
            "http://twitter.com/",
            "example.com",
            "http://t.co/abcde",
            "twitter.com",
            "example2.com",
            "http://twitter.com/abcde",
        ],
    ),
    ("Go to http://twitter.com/Русские_слова", ["http://twitter.com/Русские_слова"]),
    (
        f"http://exampleこれは日本語です.com/path/index.html http://{'あ' * 260}.com/path/index.html",
        ["http://exampleこれは日本語です.com/path/index.html"],
    ),
    ("twitter.jp日本語it.so中国語foo.jp it.so foo.jp", ["twitter.jp", "it.so", "foo.jp", "it.so", "foo.jp"]),
    ("Hello http://xn--はじめよう.com/index.html", []),
    ("text http://domain-dash_2314352345_dfasd.foo-cow_4352.com", []),
    ("MLB.tv vine.co twitch.tv t.co", ["MLB.tv", "vine.co", "twitch.tv", "t.co"]),
    ("test http://sub_domain-dash.twitter.com", ["http://sub_domain-dash.twitter.com"]),
    ("test http://a.b.cd", ["http://a.b.cd"]),
    ("test http://a_b.c-d.com", ["http://a_b.c-d.com"]),
    ("test http://a-b.c.com", ["http://a-b.c.com"]),
    ("test http://twitter-dash.com", ["http://twitter-dash.com"]),
    *(
        (f"test http://{domain}", [])
        for domain in (
            "-leadingdash.twitter.com",
            "leadingdash.-twitter.com",
            "trailingdash-.twitter.com",
            "trailingdash.twitter-.com",
            "_leadingunderscore.twitter.com",
            "leadingunderscore._twitter.com",
            "trailingunderscore_.twitter.com",
            "trailingunderscore.twitter_.com",
            "-twitter.com",
            "twitter-.com",
            "twitter_underscore.com",
            "twitter.c_o_m",
        )
    ),
    ("test http://www.foo.com/foo/path-with-period./", ["http://www.foo.com/foo/path-with-period./"]),
    ("test http://www.foo.org.za/foo/bar/688.1", ["http://www.foo.org.za/foo/bar/688.1"]),
    (
        "test http://www.foo.com/bar-path/some.stm?param1=foo;param2=P1|0||P2|0",
        ["http://www.foo.com/bar-path/some.stm?param1=foo;param2=P1|0||P2|0"],
    ),
    ("test http://foo.com/bar/123/foo_&_bar/", ["http://foo.com/bar/123/foo_&_bar/"]),
    ("test http://www.cp.sc.edu/events/65 test", ["http://www.cp.sc.edu/events/65"]),
    ("http://www.andersondaradio.no.comunidades.net/ test test", ["http://www.andersondaradio.no.comunidades.net/"]),
    ("test ELPAÍS.com", ["ELPAÍS.com"]),
    ("test http://twitter.com/.", ["http://twitter.com/"]),
    ("Test a ton of periods http://example.com/path" + "." * 42, ["http://example.com/path"]),
    ("Test a ton of periods http://example.com/" + "," * 42, ["http://example.com/"]),
    ("Test a ton of periods http://example.com/path/" + "!" * 42, ["http://example.com/path/"]),
    ("#test.com @test.com #http://test.com @http://test.com #t.co/abcde @t.co/abcde", []),
    ("I really like http://t.co/pbY2NfTZ's website", ["http://t.co/pbY2NfTZ"]),
    ("Check this site out http://t.co/FNkPfmii- it's great", ["http://t.co/FNkPfmii"]),
    ("According to http://t.co/ulYGBYSo: the internet is cool", ["http://t.co/ulYGBYSo"]),
    (
        "I really like http://t.co/abcdefghijklmnopqrstuvwxyz0123456789",
        ["http://t.co/abcdefghijklmnopqrstuvwxyz0123456789"],
    ),
    ("I really like http://t.co/abcdefghijklmnopqrstuvwxyz012345678901234", []),
    ("example.comてすとですtwitter.みんなです", ["example.com", "twitter.みんな"]),
    (
        "http://twitter.com\nhttp://example.com\nhttp://example.com/path\nexample.com/path\nit.so\nit.so/abcde",
        [
            "http://twitter.com",
            "http://example.com",
            "http://example.com/path",
            "example.com/path",
            "it.so",
            "it.so/abcde",
        ],
    ),
    ("$http://twitter.com $twitter.com $http://t.co/abcde $t.co/abcde $t.co $TVI.CA $RBS.CA", []),
    ("long.test.tar.bz2 test.tar.bz2 tar.bz2", []),
    ("john.doe.gov@mail.com", []),
    ("john.doe.jp@mail.com", []),
]
"""Text, the addresses found in it."""
